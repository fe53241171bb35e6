/** What a search term may say of a field, and how people read it. */
export const CONDITIONS = {
  eq: 'is equal to',
  ne: 'is not equal to',
  gt: 'is greater than',
  lt: 'is less than',
  ge: 'is greater than or equal to',
  le: 'is less than or equal to',
  contains: 'contains',
  isEmpty: 'is empty',
  isNotEmpty: 'is not empty',
} as const;

export type Condition = keyof typeof CONDITIONS;

/** A field that can be searched by, and the conditions that go with it. */
export interface SearchField {
  readonly label: string;
  readonly conditions: readonly Condition[];
  /** What a value must be: any text, or a moment in time. */
  readonly value: 'text' | 'instant';
}

export type SearchFields = Readonly<Record<string, SearchField>>;

/** One condition that objects must fulfil; checked against the fields of its object type. */
export interface SearchTerm {
  readonly fieldName: string;
  readonly condition: Condition;
  /** A text; for instants ISO 8601, UTC; empty for conditions that need none. */
  readonly fieldValue: string;
}

/** Conditions that compare with nothing. */
export function needsValue(condition: Condition): boolean {
  return condition !== 'isEmpty' && condition !== 'isNotEmpty';
}
