import type { Field } from '../surveys/fields.js';

/** What a field of a response holds: a text, a number, or the recode values of the choices made. */
export type Value = string | number | readonly string[];

/** A response as it is kept. Times in ms since 1970. */
export interface StoredResponse {
  readonly responseId: string;
  readonly recordedDate: number;
  readonly lastModified: number;
  /** Not closed yet: only exports of responses in progress show it. */
  readonly isInProgress: boolean;
  /** All but `recordedDate` and `_recordId`, which follow from the above. Fields the survey lacks are not shown. */
  readonly values: Readonly<Record<string, Value>>;
}

/** A response as JSON has it. */
export interface ResponseRecord {
  readonly responseId: string;
  readonly values: Record<string, Value>;
  readonly labels: Record<string, string | string[]>;
  readonly displayedFields: string[];
  readonly displayedValues: Record<string, readonly (number | string)[]>;
}

/** The value of a field, if there is one. */
export function valueIn(response: StoredResponse, key: string): Value | undefined {
  if (key === 'recordedDate') return new Date(response.recordedDate).toISOString();
  if (key === '_recordId') return response.responseId;
  if (key === 'LastModifiedDate') return new Date(response.lastModified).toISOString();
  return Object.hasOwn(response.values, key) ? response.values[key] : undefined;
}

/** What the choices made are called; one that the survey does not know has no other name than itself. */
export function labelOf({ labels }: Field, value: Value): string | string[] | undefined {
  if (!labels) return undefined;
  const textOf = (made: number | string): string => labels.get(String(made)) ?? String(made);
  return typeof value === 'object' ? value.map(textOf) : textOf(value);
}

/** The part of a response that `fields` name, as JSON. */
export function asRecord(response: StoredResponse, fields: readonly Field[]): ResponseRecord {
  const values: Record<string, Value> = {};
  const labels: ResponseRecord['labels'] = {};
  const displayedFields: string[] = [];
  const displayedValues: ResponseRecord['displayedValues'] = {};
  for (const field of fields) {
    const value = valueIn(response, field.key);
    if (field.source === 'question' && wasShown(response, field)) {
      displayedFields.push(field.key);
      if (field.recodes) displayedValues[field.key] = field.recodes;
    }
    if (value === undefined) continue;
    values[field.key] = value;
    const label = labelOf(field, value);
    if (label !== undefined) labels[field.key] = label;
  }
  return { responseId: response.responseId, values, labels, displayedFields, displayedValues };
}

/** Whether a question was shown: all of them to who finished, the answered ones to others. */
export function wasShown({ values }: StoredResponse, { key }: Field): boolean {
  return values.finished === 1 || Object.hasOwn(values, key);
}
