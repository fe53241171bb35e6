import type { ContactDirectory } from './contactDirectory.js';
import { newMembership } from './membership.js';
import type { StoredContact } from './records.js';
import type { Tenant } from './tenant.js';

const FIRST_NAMES =
  'Ada Amir Ana Björn Chen Chiara Dana Emre Fatou Hana Igor Inés Jonas Kofi Lea Mateo Mei Nadia Noah Priya Rosa Sven Yuki Zoë'.split(
    ' ',
  );
const LAST_NAMES =
  'Ahmed Berg Castro Diallo Eriksen Fischer Garcia Haddad Ito Jansen Kaya López Moreau Novak Okafor Patel Rossi Schmidt Tanaka Weber'.split(
    ' ',
  );
const LANGUAGES = ['EN', 'DE', 'ES', 'FR', 'PT-BR'];
const LEVELS = ['basic', 'plus', 'premium'];
const REGIONS = ['north', 'south', 'east', 'west'];
const DAY_MS = 24 * 60 * 60_000;

/** What the ids of the other system begin with, in the first directory and in the others. */
const EXT_REF_PREFIXES = ['C', 'P'];

/** Fills a directory with contacts that came about over the last 300 days; half of them are in each of its lists. */
export function addPastContacts(tenant: Tenant, directory: ContactDirectory, count: number): void {
  const { random } = tenant;
  const lists = listsOf(tenant, directory);
  const start = tenant.now() - 300 * DAY_MS;
  for (let number = 1; number <= count; number += 1) {
    const firstName = random.pick(FIRST_NAMES);
    const lastName = random.pick(LAST_NAMES);
    const creationDate = start + random.below(290 * DAY_MS);
    const isUnsubscribed = random.next() < 0.05;
    // The person last: with many fields behind it, the spread makes an object that takes ten times as long.
    directory.create({
      language: random.pick(LANGUAGES),
      unsubscribed: isUnsubscribed,
      unsubscribeDate: isUnsubscribed ? creationDate + DAY_MS : null,
      creationDate,
      lastModified: creationDate + (random.next() < 0.4 ? random.below(9 * DAY_MS) : 0),
      embeddedData: embeddedData(tenant),
      mailingLists: new Map(
        lists.filter(() => random.next() < 0.5).map((list) => [list.mailingListId, newMembership(random.id('CGC_'))]),
      ),
      ...person(tenant, directory, number, firstName, lastName),
    });
  }
}

/** Adds contacts that come about just now; gives their ids. */
export function addNewContacts(tenant: Tenant, directory: ContactDirectory, count: number): string[] {
  const { random } = tenant;
  return Array.from({ length: count }, () => {
    const names = [random.pick(FIRST_NAMES), random.pick(LAST_NAMES)] as const;
    const language = random.pick(LANGUAGES);
    const number = directory.nextSerial;
    return directory.create({
      ...person(tenant, directory, number, ...names),
      language,
      embeddedData: embeddedData(tenant),
    }).id;
  });
}

function person(tenant: Tenant, directory: ContactDirectory, number: number, firstName: string, lastName: string) {
  const prefix = EXT_REF_PREFIXES[Math.min(tenant.directories.indexOf(directory), 1)] ?? 'P';
  return {
    firstName,
    lastName,
    email: `${asciiLower(firstName)}.${asciiLower(lastName)}.${number}@example.com`,
    phone: `+1-555-${String(1000 + number)}`,
    extRef: `${prefix}-${String(number).padStart(5, '0')}`,
  } satisfies Partial<StoredContact>;
}

function embeddedData({ random }: Tenant) {
  return { level: random.pick(LEVELS), region: random.pick(REGIONS), orders: String(random.below(40)) };
}

function listsOf(tenant: Tenant, { options }: ContactDirectory) {
  return tenant.mailingLists.filter((list) => list.directoryId === options.directoryId);
}

function asciiLower(name: string): string {
  return name
    .normalize('NFD')
    .replace(/[^a-z]/gi, '')
    .toLowerCase();
}
