import type { Values } from '../input/fields.js';

/** What a row is told whose text was damaged. */
export const NOT_UTF8 = 'the text is not UTF-8. Save the file as UTF-8.';

/** Stands where bytes were no UTF-8. */
const REPLACEMENT = '\ufffd';

/** Whether a text of a file is not what whoever wrote the file meant. */
export function isDamagedText(text: string): boolean {
  return text.includes(REPLACEMENT);
}

/** The field of a row that holds such a text, itself or as embedded data; `undefined` when none does. */
export function damagedField(values: Values): string | undefined {
  for (const [name, value] of Object.entries(values)) {
    if (isDamagedText(name) || isDamaged(value)) return name;
    if (typeof value !== 'object' || value === null) continue;
    if (Object.entries(value).some(([key, inner]) => isDamagedText(key) || isDamaged(inner))) return name;
  }
  return undefined;
}

function isDamaged(value: unknown): boolean {
  return typeof value === 'string' && isDamagedText(value);
}
