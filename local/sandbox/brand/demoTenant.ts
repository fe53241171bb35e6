import { addPastContacts } from './demoContacts.js';
import { seededRandom } from './random.js';
import { demoSurveys } from './surveys/demoSurveys.js';
import { Tenant } from './tenant.js';

const DAY_MS = 24 * 60 * 60_000;
const CUSTOMERS = 320;
const PARTNERS = 12;
const LIST_AGE_DAYS = 310;

export interface DemoOptions {
  readonly seed?: number;
  /** ms since 1970. */
  readonly now?: () => number;
}

/** A made-up brand to try things out on. The same seed and time give the same brand. */
export function demoTenant(options: DemoOptions = {}): Tenant {
  const { seed = 7, now = Date.now } = options;
  const tenant = new Tenant(seededRandom(seed), now);
  const customers = tenant.addDirectory({ name: 'Customers', isDefault: true });
  const partners = tenant.addDirectory({ name: 'Partners' });
  for (const [directory, name] of [
    [customers, 'Newsletter'],
    [customers, 'Beta testers'],
    [partners, 'Resellers'],
  ] as const) {
    const { directoryId } = directory.options;
    const creationDate = now() - LIST_AGE_DAYS * DAY_MS;
    tenant.addMailingList({ name, directoryId, creationDate, lastModifiedDate: creationDate });
  }
  addPastContacts(tenant, customers, CUSTOMERS);
  addPastContacts(tenant, partners, PARTNERS);
  tenant.surveys.push(...demoSurveys(seed, now()));
  return tenant;
}
