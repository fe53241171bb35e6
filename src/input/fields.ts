import { oneLine } from '../util/oneLine.js';
import { InputError } from './inputError.js';
import { parseInstant } from './instant.js';

/** Anything with named values: a step's configuration, a message body, the environment. */
export type Values = Readonly<Record<string, unknown>>;

/** A field as the program knows it (`key`) and as people see it (`label`). */
export interface Field {
  readonly key: string;
  readonly label: string;
  /** No error shows its value. */
  readonly isSecret?: boolean;
}

const SHOWN_CHARACTERS = 100;

/** A value as error messages show it: quoted, on one line, cut to 100 characters. */
export function shown(value: unknown): string {
  return `"${oneLine(typeof value === 'string' ? value : asJson(value), SHOWN_CHARACTERS)}"`;
}

/** Lists within lists can be nested more deeply than JSON is written. */
function asJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return Array.isArray(value) ? '[…]' : '{…}';
  }
}

/** True for a field never filled, and for one that was filled and cleared again. */
export function isBlank(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}

/**
 * A text, number or boolean as trimmed text; `undefined` when blank. Throws InputError for lists and objects, and for
 * numbers above 2^53: their last digits are lost by the time they arrive, so an id would be another one.
 */
export function optionalText(values: Values, field: Field): string | undefined {
  const value = values[field.key];
  if (isBlank(value)) return undefined;
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
    throw new InputError(`"${field.label}" must be text, but it is ${field.isSecret ? 'not' : shown(value)}.`);
  }
  if (typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER) {
    const what = field.isSecret ? 'a number' : `the number ${value}`;
    throw new InputError(
      `"${field.label}" is ${what}, so large that its last digits are not those that were sent: send it as text, in quotes.`,
    );
  }
  return String(value).trim();
}

/** As {@link optionalText}; throws InputError when blank. */
export function requiredText(values: Values, field: Field): string {
  const text = optionalText(values, field);
  if (text === undefined) throw new InputError(`"${field.label}" is required, but it is empty.`);
  return text;
}

/** Qualtrics' ids have about twenty characters. */
const MAX_ID_CHARACTERS = 200;

/**
 * As {@link optionalText} for an id of Qualtrics, which becomes part of an address. Throws InputError for what cannot be
 * one: dots alone would lead elsewhere; control characters and halves of characters cannot be sent.
 */
export function optionalId(values: Values, field: Field): string | undefined {
  const text = optionalText(values, field);
  if (text === undefined) return undefined;
  if (/^\.{1,2}$/.test(text) || /[\p{Cc}\p{Cs}]/u.test(text) || text.length > MAX_ID_CHARACTERS) {
    throw new InputError(`"${field.label}" must be an id of Qualtrics, but it is ${shown(text)}.`);
  }
  return text;
}

/** As {@link optionalId}; throws InputError when blank. */
export function requiredId(values: Values, field: Field): string {
  const id = optionalId(values, field);
  if (id === undefined) throw new InputError(`"${field.label}" is required, but it is empty.`);
  return id;
}

/** One of the keys of `choices` (value → label), `fallback` when blank; throws InputError naming the choices. */
export function choice<Key extends string>(
  values: Values,
  field: Field,
  choices: Readonly<Record<Key, string>>,
  fallback?: NoInfer<Key>,
): Key {
  const text = optionalText(values, field) ?? fallback;
  if (text === undefined) throw new InputError(`"${field.label}" is required, but it is empty.`);
  if (!Object.hasOwn(choices, text)) {
    throw new InputError(
      `"${field.label}" must be one of ${Object.keys(choices).map(shown).join(', ')}, but it is ${shown(text)}.`,
    );
  }
  return text as Key;
}

/** A whole number within `min`–`max`, `fallback` when blank; throws InputError otherwise. */
export function wholeNumber(
  values: Values,
  field: Field,
  limits: { readonly min: number; readonly max?: number; readonly fallback: number },
): number {
  const text = optionalText(values, field);
  if (text === undefined) return limits.fallback;
  const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  const most = limits.max ?? Number.MAX_SAFE_INTEGER;
  if (!(number >= limits.min && number <= most)) {
    const range = limits.max === undefined ? `of at least ${limits.min}` : `from ${limits.min} to ${limits.max}`;
    throw new InputError(`"${field.label}" must be a whole number ${range}, but it is ${shown(text)}.`);
  }
  return number;
}

/**
 * A ticked checkbox. The platform sends `true`, `"true"` or `"on"` for a tick and leaves the field out otherwise;
 * `false` and `"false"` come from hand-written configurations. Throws InputError for anything else.
 */
export function checkbox(values: Values, field: Field): boolean {
  const value = values[field.key];
  if (isBlank(value) || value === false || value === 'false') return false;
  if (value === true || value === 'true' || value === 'on') return true;
  throw new InputError(`"${field.label}" must be ticked or not ("true" or "false"), but it is ${shown(value)}.`);
}

/** `true` or `false`, also as text, `undefined` when blank; throws InputError for anything else. */
export function optionalBoolean(values: Values, field: Field): boolean | undefined {
  const text = optionalText(values, field)?.toLowerCase();
  if (text === undefined) return undefined;
  if (text === 'true' || text === 'false') return text === 'true';
  throw new InputError(`"${field.label}" must be true or false, but it is ${shown(values[field.key])}.`);
}

/** A moment in UTC from ISO 8601 text, `undefined` when blank; throws InputError for anything else. */
export function optionalInstant(values: Values, field: Field): Date | undefined {
  const text = optionalText(values, field);
  if (text === undefined) return undefined;
  const instant = parseInstant(text);
  if (!instant) {
    throw new InputError(
      `"${field.label}" must be a date and time like "2026-01-31T13:00:00Z" (ISO 8601), but it is ${shown(text)}.`,
    );
  }
  return instant;
}
