import { Refusal } from '../refusal.js';

/** A body as its keys and values; throws Refusal for anything else. */
export function keysOf(body: unknown): Record<string, unknown> {
  if (body === undefined || body === null) return {};
  if (typeof body !== 'object' || Array.isArray(body)) throw new Refusal(400, undefined, 'The body must be an object.');
  return body as Record<string, unknown>;
}

/** Throws Refusal for a key that is none of `known`. */
export function refuseOthers(body: Readonly<Record<string, unknown>>, known: readonly string[]): void {
  const unexpected = Object.keys(body).find((key) => !known.includes(key));
  if (unexpected !== undefined) throw new Refusal(400, 'RP_9', `Unexpected json key provided: ${unexpected}`);
}

/** Throws Refusal when one of the keys is missing or empty. */
export function requireKeys(body: Readonly<Record<string, unknown>>, required: readonly string[]): void {
  const missing = required.find((key) => body[key] === undefined || body[key] === '');
  if (missing !== undefined) throw new Refusal(400, 'RP_10', `Expected param not found: ${missing}`);
}

export function invalidValue(key: string): Refusal {
  return new Refusal(400, 'RP_9', `Invalid value for ${key}.`);
}

/** A text by its key; throws Refusal when it is none. */
export function textIn(body: Readonly<Record<string, unknown>>, key: string): string {
  const text = body[key];
  if (typeof text !== 'string' || text === '') throw invalidValue(key);
  return text;
}
