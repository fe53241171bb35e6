import { invalidValue } from '../bodies.js';
import type { Value } from './response.js';

/** The values of a response as a body gives them; `key` names them in refusals. Throws Refusal for what is none. */
export function valuesIn(object: unknown, key: string): Record<string, Value> {
  if (typeof object !== 'object' || object === null || Array.isArray(object)) {
    throw invalidValue(key);
  }
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, toValue(value, `${key}.${name}`)]));
}

function toValue(value: unknown, name: string): Value {
  if (typeof value === 'string' || typeof value === 'number') return value;
  if (typeof value === 'boolean') return String(value);
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value;
  throw invalidValue(name);
}
