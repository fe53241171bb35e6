import {
  type Criterion,
  deleteContact,
  getContact,
  MAX_CRITERIA,
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
import { mayBeMeant } from './searchedValue.js';
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
    mayBeMeant,
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
  const canAskForBoth = isByTime && terms.length + 2 * CRITERIA_OF_A_WINDOW <= MAX_CRITERIA;
  const page = await searchContacts(context.client, directoryOf(context), {
    criteria,
    pageSize,
    skipToken,
    includeEmbedded: true,
  });
  const rows = page.elements.map((element) => {
    const contact = withIsoDates(withCommonNames(element));
    return { ...timesOf(contact, search, canAskForBoth), id: String(contact.contactId), contact };
  });
  return { rows, skipToken: page.skipToken, serverTimeMs: page.serverTimeMs };
}

/** Where a contact stands in time, as the search asks. */
function timesOf(contact: ObjectRecord, { timestampField, from }: TimeSearch, canAskForBoth: boolean) {
  const isByCreation = timestampField === 'created';
  const timeMs = Date.parse(scalarText(contact[isByCreation ? 'creationDate' : 'lastModified']));
  if (Number.isNaN(timeMs)) return { second: from, millisecond: 0, isUndated: true };
  const second = Math.floor(timeMs / 1000);
  // By creation there is nothing to divide a second by: a last change moves while windows of it are read.
  const otherSecond = Math.floor(Date.parse(scalarText(contact.creationDate)) / 1000);
  const hasOther = canAskForBoth && !isByCreation && !Number.isNaN(otherSecond);
  return { second, millisecond: timeMs - second * 1000, ...(hasOther ? { otherSecond } : {}) };
}

/** The beginning and the end of a window. */
const CRITERIA_OF_A_WINDOW = 2;

function windowOf({ timestampField, from, to, other }: TimeSearch): Criterion[] {
  return [
    ...spanOf(timestampField as TimeFilterType, from, to),
    ...(other ? spanOf('created', other.from, other.to) : []),
  ];
}

function spanOf(filterType: TimeFilterType, from: number, to: number | undefined): Criterion[] {
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
