import { newMembership } from './membership.js';
import { seededRandom } from './random.js';
import { demoSurveys } from './surveys/demoSurveys.js';
import { Tenant } from './tenant.js';

const FIRST_NAMES = [
  'Ada',
  'Amir',
  'Ana',
  'Björn',
  'Chen',
  'Chiara',
  'Dana',
  'Emre',
  'Fatou',
  'Hana',
  'Igor',
  'Inés',
  'Jonas',
  'Kofi',
  'Lea',
  'Mateo',
  'Mei',
  'Nadia',
  'Noah',
  'Priya',
  'Rosa',
  'Sven',
  'Yuki',
  'Zoë',
];
const LAST_NAMES = [
  'Ahmed',
  'Berg',
  'Castro',
  'Diallo',
  'Eriksen',
  'Fischer',
  'Garcia',
  'Haddad',
  'Ito',
  'Jansen',
  'Kaya',
  'López',
  'Moreau',
  'Novak',
  'Okafor',
  'Patel',
  'Rossi',
  'Schmidt',
  'Tanaka',
  'Weber',
];
const LANGUAGES = ['EN', 'DE', 'ES', 'FR', 'PT-BR'];
const LEVELS = ['basic', 'plus', 'premium'];
const REGIONS = ['north', 'south', 'east', 'west'];

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
  addContacts(tenant, 0, CUSTOMERS);
  addContacts(tenant, 1, PARTNERS);
  tenant.surveys.push(...demoSurveys(seed, now()));
  return tenant;
}

function addContacts(tenant: Tenant, index: number, count: number): void {
  const { random } = tenant;
  const directory = tenant.directories[index];
  const lists = tenant.mailingLists.filter((list) => list.directoryId === directory?.options.directoryId);
  const start = tenant.now() - 300 * DAY_MS;
  for (let number = 1; number <= count; number += 1) {
    const firstName = random.pick(FIRST_NAMES);
    const lastName = random.pick(LAST_NAMES);
    const creationDate = start + random.below(290 * DAY_MS);
    const isUnsubscribed = random.next() < 0.05;
    directory?.create({
      firstName,
      lastName,
      email: `${asciiLower(firstName)}.${asciiLower(lastName)}.${number}@example.com`,
      phone: `+1-555-${String(1000 + number)}`,
      extRef: `${index === 0 ? 'C' : 'P'}-${String(number).padStart(5, '0')}`,
      language: random.pick(LANGUAGES),
      unsubscribed: isUnsubscribed,
      unsubscribeDate: isUnsubscribed ? creationDate + DAY_MS : null,
      creationDate,
      lastModified: creationDate + (random.next() < 0.4 ? random.below(9 * DAY_MS) : 0),
      embeddedData: {
        level: random.pick(LEVELS),
        region: random.pick(REGIONS),
        orders: String(random.below(40)),
      },
      mailingLists: new Map(
        lists.filter(() => random.next() < 0.5).map((list) => [list.mailingListId, newMembership(random.id('CGC_'))]),
      ),
    });
  }
}

function asciiLower(name: string): string {
  return name
    .normalize('NFD')
    .replace(/[^a-z]/gi, '')
    .toLowerCase();
}
