import { newMembership } from '../../../local/sandbox/brand/membership.js';
import { seededRandom } from '../../../local/sandbox/brand/random.js';
import { idOf } from '../../../local/sandbox/brand/responses/responseIds.js';
import { SATISFACTION } from '../../../local/sandbox/brand/surveys/demoQuestions.js';
import { newSurvey } from '../../../local/sandbox/brand/surveys/newSurvey.js';
import { Tenant } from '../../../local/sandbox/brand/tenant.js';

const SURVEY_SEED = 5;
const DAY_MS = 24 * 60 * 60_000;

export const FLOW_ID = 'flow';

/** What the brand of all hostile specs holds, by its ids. */
export const BRAND = {
  directoryId: 'POOL_0123456789abcde',
  mailingListId: 'CG_0123456789abcde',
  surveyId: 'SV_0123456789abcde',
  responseId: idOf(0, SURVEY_SEED),
  contactId: 'CID_0123456789abcde',
  email: 'ada@example.com',
  publicationUrl: 'http://127.0.0.1:9/hook',
} as const;

/** A brand with three contacts, two of them in a mailing list, and a survey with three responses. */
export function smallTenant(): Tenant {
  const tenant = new Tenant(seededRandom(11), Date.now);
  const [since, until] = [Date.now() - 9 * DAY_MS, Date.now() - DAY_MS];
  const survey = { id: BRAND.surveyId, name: 'Short', content: SATISFACTION, count: 3, seed: SURVEY_SEED };
  tenant.surveys.push(newSurvey({ ...survey, since, until }));
  Object.assign(tenant.behaviour, { exportChecks: 0, importChecks: 0 });
  refill(tenant);
  return tenant;
}

/** Puts a brand back to how it began, but for its survey. */
export function refill(tenant: Tenant): void {
  for (const list of [tenant.directories, tenant.mailingLists, tenant.distributions, tenant.events.all])
    list.length = 0;
  tenant.imports.jobs.clear();
  tenant.exports.jobs.length = 0;
  const { directoryId, mailingListId, publicationUrl, email } = BRAND;
  const directory = tenant.addDirectory({ directoryId, name: 'Customers', isDefault: true });
  tenant.addMailingList({ name: 'Newsletter', directoryId, mailingListId });
  const creationDate = Date.now() - 2 * DAY_MS;
  const old = { creationDate, lastModified: creationDate + 1000, embeddedData: { Level: 'basic' } };
  const member = () => new Map([[mailingListId, newMembership(tenant.random.id('CGC_'))]]);
  directory.create({ ...old, id: BRAND.contactId, email, firstName: 'Ada' });
  directory.create({ ...old, email: 'bo@example.com', firstName: 'Bo', mailingLists: member() });
  directory.create({ ...old, email: 'chen@example.com', firstName: 'Chen', mailingLists: member() });
  tenant.events.create({ topics: 'controlpanel.activateSurvey', publicationUrl: 'https://example.com/hook' });
  tenant.events.create({ topics: `surveyengine.completedResponse.${BRAND.surveyId}`, publicationUrl });
}
