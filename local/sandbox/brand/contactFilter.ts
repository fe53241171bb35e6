import { Refusal } from '../refusal.js';
import { calendarTime } from './calendar.js';
import type { StoredContact } from './records.js';

export type Predicate = (contact: StoredContact) => boolean;

const TEXT_FIELDS: Readonly<Record<string, keyof StoredContact>> = {
  email: 'email',
  firstName: 'firstName',
  lastName: 'lastName',
  language: 'language',
  phone: 'phone',
  extRef: 'extRef',
};
const DATE_FIELDS: Readonly<Record<string, 'creationDate' | 'lastModified'>> = {
  created: 'creationDate',
  lastModified: 'lastModified',
};
const COMPARE: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  eq: (a, b) => a === b,
  neq: (a, b) => a !== b,
  gt: (a, b) => a > b,
  lt: (a, b) => a < b,
  gte: (a, b) => a >= b,
  lte: (a, b) => a <= b,
};
const SEARCH_DATE = /^\d{4}-\d{2}-\d{2}( \d{2}:\d{2}:\d{2})?$/;
const STATE_FIELDS = ['email', 'extRef', 'firstName', 'lastName'];

/**
 * A contact search's filter as a predicate; refuses whatever the documented grammar does not know.
 * `loosePhones`: phone numbers compare by their digits.
 */
export function compileFilter(body: unknown, loosePhones: boolean): Predicate {
  const { filter, ...others } = asObject(body, 'the body');
  onlyKeys(others, []);
  const { conjunction, filters, ...rest } = asObject(filter, 'filter');
  if (conjunction === undefined) return compileCriterion(filter, loosePhones);
  onlyKeys(rest, []);
  if (conjunction !== 'and') throw invalid('conjunction must be "and"');
  if (!Array.isArray(filters) || filters.length < 2 || filters.length > 5) {
    throw invalid('filters must hold 2 to 5 criteria');
  }
  const predicates = filters.map((criterion) => compileCriterion(criterion, loosePhones));
  return (contact) => predicates.every((holds) => holds(contact));
}

function compileCriterion(value: unknown, loosePhones: boolean): Predicate {
  const criterion = asObject(value, 'criterion');
  const { filterType, comparison } = criterion;
  const type = typeof filterType === 'string' ? filterType : '';
  if (TEXT_FIELDS[type]) {
    onlyKeys(criterion, ['filterType', 'comparison', 'value']);
    const plain = type === 'phone' && loosePhones ? digitsOf : lowerCase;
    return compileText(TEXT_FIELDS[type], comparison, criterion.value, plain);
  }
  if (DATE_FIELDS[type]) {
    onlyKeys(criterion, ['filterType', 'comparison', 'value']);
    return compileDate(DATE_FIELDS[type], comparison, criterion.value);
  }
  if (type === 'inList') {
    onlyKeys(criterion, ['filterType', 'comparison', 'mailingListId']);
    const { mailingListId } = criterion;
    if (typeof comparison !== 'boolean' || typeof mailingListId !== 'string')
      throw invalid('inList is not well formed');
    return (contact) => contact.mailingLists.has(mailingListId) === comparison;
  }
  if (type === 'infoFieldState') {
    onlyKeys(criterion, ['filterType', 'comparison', 'field']);
    const { field } = criterion;
    if (!STATE_FIELDS.includes(String(field)) || !['empty', 'notEmpty'].includes(String(comparison))) {
      throw invalid('infoFieldState is not well formed');
    }
    return (contact) => !contact[field as 'email'] === (comparison === 'empty');
  }
  throw invalid(`unknown filterType ${JSON.stringify(filterType)}`);
}

function compileText(
  field: keyof StoredContact,
  comparison: unknown,
  value: unknown,
  plain: (text: string) => string,
): Predicate {
  if (comparison !== 'eq' && comparison !== 'neq') throw invalid('comparison must be eq or neq');
  if (typeof value !== 'string') throw invalid('value must be a string');
  const wanted = plain(value.trim());
  return (contact) => (plain(String(contact[field] ?? '')) === wanted) === (comparison === 'eq');
}

function lowerCase(text: string): string {
  return text.toLowerCase();
}

function digitsOf(text: string): string {
  return text.replace(/\D/g, '');
}

function compileDate(field: 'creationDate' | 'lastModified', comparison: unknown, value: unknown): Predicate {
  const compare = COMPARE[String(comparison)];
  const text = typeof value === 'string' ? value.trim() : '';
  const time = SEARCH_DATE.test(text) ? calendarTime(text) : undefined;
  if (!compare || time === undefined) throw invalid('a date criterion is not well formed');
  return (contact) => compare(contact[field], time);
}

function asObject(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(`${what} must be an object`);
  return value as Record<string, unknown>;
}

function onlyKeys(value: Record<string, unknown>, allowed: readonly string[]): void {
  const other = Object.keys(value).find((key) => !allowed.includes(key));
  if (other !== undefined) throw new Refusal(400, 'RP_9', `Unexpected json key provided: ${other}`);
}

function invalid(why: string): Refusal {
  return new Refusal(400, 'RP_9', `Invalid filter: ${why}`);
}
