import { coarse } from './keys.js';
import type { ObjectRecord } from './objectType.js';

/**
 * Whether an object has all the texts that were sent, but for the forms in which Qualtrics may store them: then it is
 * the one that was created by sending them. What it does not show (a mailing list, an opt-out) is not compared.
 */
export function carries(object: ObjectRecord, sent: ObjectRecord): boolean {
  return Object.entries(sent).every(([name, value]) => {
    if (!(name in object)) return true;
    const stored = object[name];
    if (typeof value === 'string') return isSimilar(stored, value);
    if (typeof value !== 'object' || value === null) return true;
    return Object.entries(value).every(([key, text]) =>
      isSimilar((stored as ObjectRecord | null)?.[key], String(text)),
    );
  });
}

/** A stored text may lack its punctuation and its end, and a phone number may have got its country's code. */
function isSimilar(stored: unknown, sent: string): boolean {
  const [one, other] = [String(stored ?? ''), sent].map((text) => coarse(text).replace(/[^\p{L}\p{N}]/gu, '')) as [
    string,
    string,
  ];
  if (one === '' || other === '') return stored === sent;
  return one.startsWith(other) || other.startsWith(one) || one.endsWith(other);
}
