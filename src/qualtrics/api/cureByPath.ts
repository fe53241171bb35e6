import type { ErrorFacts } from '../client/errorMessage.js';
import { searchCure } from './contacts.js';
import { inactiveSurveyCure } from './distributions.js';

/** What a person can do about the failure of a request that they wrote themselves: as for the step that sends the same. */
export function cureByPath(facts: ErrorFacts, loginCure: string | undefined): string | undefined {
  if (facts.path.endsWith('/contacts/search')) return searchCure(facts, loginCure);
  if (facts.path === '/distributions') return inactiveSurveyCure(facts);
  return undefined;
}
