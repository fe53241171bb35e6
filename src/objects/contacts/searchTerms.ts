import { type Criterion, MAX_CRITERIA, type TextFilterType, toFilterTime } from '../../qualtrics/api/contacts.js';
import { scalarText } from '../../util/scalarText.js';
import { compareInstants } from '../compareTerm.js';
import type { ObjectRecord } from '../objectType.js';
import type { Condition, SearchFields, SearchTerm } from '../searchTerm.js';

const COMPARED: readonly Condition[] = ['eq', 'ne'];
const COMPARED_OR_FILLED: readonly Condition[] = ['eq', 'ne', 'isEmpty', 'isNotEmpty'];
const IN_TIME: readonly Condition[] = ['eq', 'ne', 'gt', 'lt', 'ge', 'le'];

/** What contacts can be searched by: what the filters of contact search know. */
export const contactSearchFields: SearchFields = {
  email: { label: 'Email', conditions: COMPARED_OR_FILLED, value: 'text' },
  firstName: { label: 'First Name', conditions: COMPARED_OR_FILLED, value: 'text' },
  lastName: { label: 'Last Name', conditions: COMPARED_OR_FILLED, value: 'text' },
  language: { label: 'Language', conditions: COMPARED, value: 'text' },
  phone: { label: 'Phone', conditions: COMPARED, value: 'text' },
  extRef: { label: 'External Data Reference', conditions: COMPARED_OR_FILLED, value: 'text' },
  creationDate: { label: 'Creation Date', conditions: IN_TIME, value: 'instant' },
  lastModified: { label: 'Last Modified', conditions: IN_TIME, value: 'instant' },
  mailingListId: { label: 'Mailing List ID', conditions: COMPARED, value: 'text' },
};

/** The two ends of a window of time are criteria, too. */
const MAX_ASKED = MAX_CRITERIA - 2;

/** Terms as Qualtrics is asked, and those that are compared here since a search takes no more. */
export interface DividedTerms {
  /** Whether the two ends of a window can be asked for beside them. */
  readonly isByTime: boolean;
  readonly asked: readonly Criterion[];
  readonly compared: readonly SearchTerm[];
}

/**
 * Three terms at the most go to Qualtrics: a window of time takes two of the five criteria of a search. First those that
 * only Qualtrics can compare; where there are more than three of these, all of them go, and no window.
 */
export function divideTerms(terms: readonly SearchTerm[]): DividedTerms {
  const byNeed = [...terms].sort((a, b) => costOfComparing(b) - costOfComparing(a));
  const needed = byNeed.filter((term) => costOfComparing(term) === ONLY_QUALTRICS).length;
  const isByTime = needed <= MAX_ASKED;
  const asked = isByTime ? MAX_ASKED : MAX_CRITERIA;
  return { isByTime, asked: byNeed.slice(0, asked).map(toCriterion), compared: byNeed.slice(asked) };
}

const ONLY_QUALTRICS = 3;

/**
 * How little of a term can be compared here: a list's members are not in the answer, how phone numbers compare is not
 * documented, nor is how `ne` treats a missing value; equal texts and times can be compared as well as by Qualtrics.
 */
function costOfComparing({ fieldName, condition }: SearchTerm): number {
  if (fieldName === 'mailingListId' || fieldName === 'phone') return ONLY_QUALTRICS;
  if (contactSearchFields[fieldName]?.value === 'instant') return 0;
  return condition === 'ne' ? 2 : 1;
}

const COMPARISONS = { eq: 'eq', ne: 'neq', gt: 'gt', lt: 'lt', ge: 'gte', le: 'lte' } as const;

/** A term as a filter of contact search. */
function toCriterion({ fieldName, condition, fieldValue }: SearchTerm): Criterion {
  if (condition === 'isEmpty' || condition === 'isNotEmpty') {
    const comparison = condition === 'isEmpty' ? 'empty' : 'notEmpty';
    return { filterType: 'infoFieldState', comparison, field: fieldName as 'email' };
  }
  if (fieldName === 'mailingListId') {
    return { filterType: 'inList', comparison: condition === 'eq', mailingListId: fieldValue };
  }
  const comparison = COMPARISONS[condition as keyof typeof COMPARISONS];
  if (contactSearchFields[fieldName]?.value === 'instant') {
    const filterType = fieldName === 'creationDate' ? 'created' : 'lastModified';
    return { filterType, comparison, value: toFilterTime(Math.floor(Date.parse(fieldValue) / 1000)) };
  }
  return { filterType: fieldName as TextFilterType, comparison: comparison as 'eq', value: fieldValue };
}

/** Whether a contact fulfils a term that was not asked of Qualtrics, compared as contact search does. */
export function fitsTerm(contact: ObjectRecord, { fieldName, condition, fieldValue }: SearchTerm): boolean {
  const value = contact[fieldName];
  if (contactSearchFields[fieldName]?.value === 'instant') return compareInstants(value, condition, fieldValue);
  const [text, wanted] = [scalarText(value), fieldValue].map((one) => one.trim().toLowerCase());
  if (condition === 'isEmpty' || condition === 'isNotEmpty') return (text === '') === (condition === 'isEmpty');
  return (text === wanted) === (condition === 'eq');
}
