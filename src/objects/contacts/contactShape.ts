import mapKeys from 'lodash/mapKeys.js';
import mapValues from 'lodash/mapValues.js';
import type { ObjectRecord } from '../objectType.js';
import { toIso } from '../vendorDate.js';

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

/** A contact as search gives it, with the names that all other endpoints have. */
export function withCommonNames(element: ObjectRecord): ObjectRecord {
  return mapKeys(element, (_, name) => NAMES_IN_SEARCH[name] ?? name);
}

/** A contact whose dates are all ISO 8601. */
export function withIsoDates(contact: ObjectRecord): ObjectRecord {
  const dated = mapValues(contact, (value, name) => (DATES.includes(name) ? toIso(value) : value));
  const { mailingListMembership: lists } = dated;
  if (typeof lists !== 'object' || lists === null) return dated;
  const mailingListMembership = mapValues(lists as Record<string, ObjectRecord>, (list) =>
    typeof list === 'object' && list !== null && 'unsubscribeDate' in list
      ? { ...list, unsubscribeDate: toIso(list.unsubscribeDate) }
      : list,
  );
  return { ...dated, mailingListMembership };
}
