import mapKeys from 'lodash/mapKeys.js';
import mapValues from 'lodash/mapValues.js';
import {
  type Criterion,
  deleteContact,
  getContact,
  searchContacts,
  type TextFilterType,
  type TimeFilterType,
  toFilterTime,
} from '../../qualtrics/api/contacts.js';
import { comparableText } from '../../util/comparableText.js';
import {
  type Candidate,
  directoryOf,
  type ObjectContext,
  type ObjectFields,
  type ObjectRecord,
  type ObjectType,
  type PreparedSearch,
  type TimePage,
  type TimeSearch,
} from '../objectType.js';
import type { SearchTerm } from '../searchTerm.js';
import { toIso } from '../vendorDate.js';
import { contactProperties, embeddedDataProperty, toContactInput, writableProperties } from './contactFields.js';
import { embeddedDataProperties } from './embeddedData.js';
import { contactSearchFields, divideTerms, fitsTerm } from './searchTerms.js';
import { createAnywhere, updateFields } from './writeContact.js';

/** Contacts of an XM Directory. */
export const contacts = {
  key: 'contacts',
  noun: 'contact',
  idField: 'contactId',
  hasDirectory: true,
  lookupCriteria: {
    contactId: { label: 'Qualtrics ID', isId: true },
    email: { label: 'Email', isId: false },
    phone: { label: 'Phone', isId: false },
    extRef: { label: 'External data reference', isId: false },
  },
  describe,
  lookup: {
    candidates: findCandidates,
    get: getAsContact,
    canonical: canonicalKey,
  },
  write: { toInput: toContactInput, create: createAnywhere, update: updateFields },
  remove: { remove: (context, id) => deleteContact(context.client, directoryOf(context), id) },
  poll: { search: (context, search) => searchByTime(context, search, []) },
  search: { kind: 'byTime', fields: contactSearchFields, prepare: prepareSearch },
} satisfies ObjectType;

async function describe(context: ObjectContext | undefined): Promise<ObjectFields> {
  const embeddedData = { ...embeddedDataProperty, properties: context ? await embeddedDataProperties(context) : {} };
  return { properties: { ...contactProperties, embeddedData }, writable: { ...writableProperties, embeddedData } };
}

/** Search names these fields differently from every other endpoint. */
const NAMES_IN_SEARCH: Readonly<Record<string, string>> = {
  id: 'contactId',
  phoneNumber: 'phone',
  externalDataReference: 'extRef',
  unsubscribed: 'directoryUnsubscribed',
  unsubscribeDate: 'directoryUnsubscribeDate',
};

/** Epoch milliseconds in one place, ISO 8601 in another. */
const DATES: readonly string[] = ['creationDate', 'lastModified', 'directoryUnsubscribeDate'];

/** A GET by id may be answered 404 for some seconds after a create, though search knows the contact already. */
const NEW_MS = 60_000;

/** Pages of a search by value; a thousand contacts that share it and have all changed since are too many to read. */
const MAX_PAGES = 10;

async function* findCandidates(context: ObjectContext, criterion: string, value: string): AsyncGenerator<Candidate> {
  const criteria: Criterion[] = [{ filterType: criterion as TextFilterType, comparison: 'eq', value }];
  let skipToken: string | undefined;
  for (let pages = 1; pages <= MAX_PAGES; pages += 1) {
    const page = await searchContacts(context.client, directoryOf(context), { criteria, skipToken });
    const nowMs = context.client.clock.now();
    for (const contact of page.elements.map(withCommonNames)) {
      yield {
        kind: 'indexed',
        id: String(contact.contactId),
        value: contact[criterion],
        isNew: nowMs - Date.parse(String(toIso(contact.creationDate))) < NEW_MS,
      };
    }
    if (page.skipToken === undefined || page.elements.length === 0) return;
    skipToken = page.skipToken;
  }
}

/**
 * The filters of contact search trim and compare without case. How they compare phone numbers, and whether these are
 * stored as sent, nobody documents: the same digits are the same number.
 */
function canonicalKey(criterion: string, value: string): string {
  const text = comparableText(value);
  const digits = text.normalize('NFKC').replace(/\D/g, '');
  return criterion === 'phone' && digits !== '' && !/\p{L}/u.test(text) ? digits : text;
}

async function getAsContact(
  context: ObjectContext,
  id: string,
  options: { waitForIt?: boolean } = {},
): Promise<ObjectRecord | undefined> {
  const contact = await getContact(context.client, directoryOf(context), id, options);
  return contact && withIsoDates(contact);
}

async function searchByTime(
  context: ObjectContext,
  search: TimeSearch,
  terms: readonly Criterion[],
  isByTime = true,
): Promise<TimePage> {
  const { pageSize, skipToken } = search;
  const criteria = isByTime ? [...windowOf(search), ...terms] : terms;
  const page = await searchContacts(context.client, directoryOf(context), {
    criteria,
    pageSize,
    skipToken,
    includeEmbedded: true,
  });
  const rows = page.elements.map((element) => {
    const contact = withIsoDates(withCommonNames(element));
    const time = contact[search.timestampField === 'created' ? 'creationDate' : 'lastModified'];
    const timeMs = Date.parse(String(time));
    if (Number.isNaN(timeMs)) {
      throw new Error(
        `Qualtrics gave no date for the contact ${String(contact.contactId)}, so its place in time is unknown: open it in Qualtrics and save it.`,
      );
    }
    const second = Math.floor(timeMs / 1000);
    return { id: String(contact.contactId), second, millisecond: timeMs - second * 1000, contact };
  });
  return { rows, skipToken: page.skipToken, serverTimeMs: page.serverTimeMs };
}

function windowOf({ timestampField, from, to }: TimeSearch): Criterion[] {
  const filterType = timestampField as TimeFilterType;
  const begin: Criterion = { filterType, comparison: 'gte', value: toFilterTime(from) };
  return to === undefined ? [begin] : [begin, { filterType, comparison: 'lt', value: toFilterTime(to) }];
}

function prepareSearch(terms: readonly SearchTerm[]): PreparedSearch {
  const { isByTime, asked, compared } = divideTerms(terms);
  return {
    isByTime,
    page: (context, search) => searchByTime(context, search, asked, isByTime),
    fits: (contact) => compared.every((term) => fitsTerm(contact, term)),
  };
}

function withCommonNames(element: ObjectRecord): ObjectRecord {
  return mapKeys(element, (_, name) => NAMES_IN_SEARCH[name] ?? name);
}

function withIsoDates(contact: ObjectRecord): ObjectRecord {
  const dated = mapValues(contact, (value, name) => (DATES.includes(name) ? toIso(value) : value));
  const { mailingListMembership: lists } = dated;
  if (typeof lists !== 'object' || lists === null) return dated;
  const mailingListMembership = mapValues(lists as Record<string, ObjectRecord>, (list) =>
    list && 'unsubscribeDate' in list ? { ...list, unsubscribeDate: toIso(list.unsubscribeDate) } : list,
  );
  return { ...dated, mailingListMembership };
}
