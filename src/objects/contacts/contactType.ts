import {
  type Criterion,
  deleteContact,
  getContact,
  searchContacts,
  type TimeFilterType,
  toFilterTime,
} from '../../qualtrics/api/contacts.js';
import { scalarText } from '../../util/scalarText.js';
import {
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
import { contactProperties, embeddedDataProperty, toContactInput, writableProperties } from './contactFields.js';
import { withCommonNames, withIsoDates } from './contactShape.js';
import { embeddedDataProperties } from './embeddedData.js';
import { canonicalKey, createdSince, findCandidates } from './findContacts.js';
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
    createdSince,
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
    const timeMs = Date.parse(scalarText(time));
    const id = String(contact.contactId);
    if (Number.isNaN(timeMs)) return { id, second: search.from, millisecond: 0, isUndated: true, contact };
    const second = Math.floor(timeMs / 1000);
    return { id, second, millisecond: timeMs - second * 1000, contact };
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
