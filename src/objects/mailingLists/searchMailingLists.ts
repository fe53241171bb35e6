import { scalarText } from '../../util/scalarText.js';
import { compareInstants } from '../compareTerm.js';
import type { ObjectRecord } from '../objectType.js';
import type { SearchFields, SearchTerm } from '../searchTerm.js';

const fields: SearchFields = {
  name: { label: 'Name', conditions: ['eq', 'ne', 'contains'], value: 'text' },
  creationDate: { label: 'Creation Date', conditions: ['gt', 'lt', 'ge', 'le'], value: 'instant' },
  lastModified: { label: 'Last Modified', conditions: ['gt', 'lt', 'ge', 'le'], value: 'instant' },
};

/** Qualtrics cannot search mailing lists, so the terms are compared here: names without case, as everywhere else. */
export const searchMailingLists = {
  fields,
  /** Whether a list fulfils all terms. */
  fits: (list: ObjectRecord, terms: readonly SearchTerm[]): boolean => terms.every((term) => fitsTerm(list, term)),
};

function fitsTerm(list: ObjectRecord, { fieldName, condition, fieldValue }: SearchTerm): boolean {
  const value = list[fieldName];
  if (fields[fieldName]?.value === 'instant') return compareInstants(value, condition, fieldValue);
  const [name, wanted] = [scalarText(value), fieldValue].map((text) => text.normalize('NFC').trim().toLowerCase());
  if (condition === 'contains') return (name ?? '').includes(wanted ?? '');
  return (name === wanted) === (condition === 'eq');
}
