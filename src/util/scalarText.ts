/**
 * What came from elsewhere as text, as far as it is one: a text, a number, a boolean. Anything else is empty: a list
 * has no text of its own, and an object may have none at all.
 */
export function scalarText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
