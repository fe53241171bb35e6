import { choice, optionalInstant, optionalText, shown, type Values, wholeNumber } from '../input/fields.js';
import { InputError } from '../input/inputError.js';
import { toWholeSecondsIso } from '../input/instant.js';
import type { Properties } from '../input/schema.js';
import type { ObjectTypeThatCan } from '../objects/objectTypes.js';
import { CONDITIONS, type Condition, needsValue, type SearchField, type SearchTerm } from '../objects/searchTerm.js';

/** What Lookup Objects asks beside the directory: how many to emit at once, and the terms of the search. */

/** A search of Qualtrics takes five criteria. */
const MAX_TERMS = 5;

const EMIT_BEHAVIORS = { emitAll: 'Emit all', emitPage: 'Emit page', emitIndividually: 'Emit individually' } as const;

/** The chosen emit behavior; throws InputError when it is missing or unknown. */
export function chosenEmission(cfg: Values): keyof typeof EMIT_BEHAVIORS {
  return choice(cfg, { key: 'emitBehavior', label: 'Emit Behavior' }, EMIT_BEHAVIORS);
}

/** Objects a page, 1–100. Throws InputError. */
export function chosenPageSize(cfg: Values): number {
  return wholeNumber(cfg, { key: 'pageSize', label: 'Page Size' }, { min: 1, max: 100, fallback: 100 });
}

function termNumber(cfg: Values): number {
  const field = { key: 'termNumber', label: 'Number of search terms' };
  return wholeNumber(cfg, field, { min: 0, max: MAX_TERMS, fallback: 0 });
}

/** The terms of a message, checked against what the object type can be searched by. Throws InputError. */
export function readTerms(cfg: Values, body: Values, type: ObjectTypeThatCan<'search'>): SearchTerm[] {
  return numbers(termNumber(cfg)).map((number) => readTerm(body[`sTerm_${number}`], number, type));
}

function readTerm(given: unknown, number: number, { search, noun }: ObjectTypeThatCan<'search'>): SearchTerm {
  const label = `Search term ${number}`;
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new InputError(
      `"${label}" must have a field name, a condition and a value, but it is ${given === undefined ? 'empty' : shown(given)}.`,
    );
  }
  const term = given as Values;
  const labels = Object.fromEntries(Object.entries(search.fields).map(([name, field]) => [name, field.label]));
  const fieldName = choice(term, { key: 'fieldName', label: `${label} → Field name` }, labels);
  const condition = choice(term, { key: 'condition', label: `${label} → Condition` }, CONDITIONS);
  const field = search.fields[fieldName] as SearchField;
  if (!field.conditions.includes(condition)) {
    throw new InputError(
      `"${label}": the "${field.label}" of a ${noun} cannot be searched by "${condition}" (${CONDITIONS[condition]}), only by ${field.conditions.map(shown).join(', ')}.`,
    );
  }
  return { fieldName, condition, fieldValue: readValue(term, `${label} → Field value`, field, condition) };
}

function readValue(term: Values, label: string, field: SearchField, condition: Condition): string {
  if (!needsValue(condition)) return '';
  const valueField = { key: 'fieldValue', label };
  const text = field.value === 'text' ? optionalText(term, valueField) : undefined;
  const instant = field.value === 'instant' ? optionalInstant(term, valueField) : undefined;
  const value = instant ? toWholeSecondsIso(instant) : text;
  if (value === undefined) throw new InputError(`"${label}" is required for "${condition}", but it is empty.`);
  return value;
}

/** The terms as in-metadata: as many as are asked for. */
export function termProperties(cfg: Values, type: ObjectTypeThatCan<'search'>): Properties {
  const fields = Object.entries(type.search.fields);
  const conditions = (Object.keys(CONDITIONS) as Condition[]).filter((condition) =>
    fields.some(([, field]) => field.conditions.includes(condition)),
  );
  const properties: Properties = {
    fieldName: { type: 'string', title: 'Field name', required: true, enum: fields.map(([name]) => name) },
    condition: { type: 'string', title: 'Condition', required: true, enum: conditions },
    fieldValue: { type: 'string', title: 'Field value', required: false },
  };
  return Object.fromEntries(
    numbers(termNumber(cfg)).map((number) => [
      `sTerm_${number}`,
      { type: 'object' as const, title: `Search term ${number}`, required: true, properties },
    ]),
  );
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
