import { parseInstant } from '../input/instant.js';

/**
 * ISO 8601 UTC from a date of Qualtrics, which sends epoch milliseconds at one endpoint (also as a string of digits) and
 * any ISO form at another; what is neither stays as it is.
 */
export function toIso(value: unknown): unknown {
  if (typeof value === 'number' || (typeof value === 'string' && /^\d{9,}$/.test(value))) {
    const date = new Date(Number(value));
    return Number.isNaN(date.getTime()) ? value : date.toISOString();
  }
  return typeof value === 'string' ? (parseInstant(value)?.toISOString() ?? value) : value;
}
