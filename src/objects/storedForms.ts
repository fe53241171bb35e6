import { coarse } from '../util/comparableText.js';
import { scalarText } from '../util/scalarText.js';
import type { Criteria } from './lookup.js';
import type { ObjectRecord } from './objectType.js';
import type { ObjectTypeThatCan } from './objectTypes.js';

/** Texts as long as this may have been cut where they are stored; the vendor documents no lengths. */
const MIN_CUT = 100;

/** Digits of a phone number that is complete but for its country's code, and of such a code. */
const MIN_NATIONAL = 7;
const MAX_COUNTRY_CODE = 3;

/** Whether a key that was sent may be stored like this. */
export function mayBeStoredAs(type: ObjectTypeThatCan<'lookup'>, key: Criteria, stored: unknown): boolean {
  if (typeof stored !== 'string' || stored === '') return false;
  const [sent, kept] = [key.value, stored].map((text) => type.lookup.canonical(key.criterion, text)) as [
    string,
    string,
  ];
  return sent === kept || (kept.length >= MIN_CUT && sent.startsWith(kept)) || isWithCountryCode(kept, sent);
}

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

/** Equal but for case, accents, punctuation and a cut end. */
function isSimilar(stored: unknown, sent: string): boolean {
  const bare = (text: string): string => coarse(text.replace(/[^\p{L}\p{N}\p{M}]/gu, ''));
  const [one, other] = [bare(scalarText(stored)), bare(sent)];
  return one === other || isWithCountryCode(one, other);
}

function isWithCountryCode(stored: string, sent: string): boolean {
  if (!/^\d+$/.test(stored) || !/^\d+$/.test(sent) || sent.length < MIN_NATIONAL) return false;
  return stored.endsWith(sent) && stored.length - sent.length <= MAX_COUNTRY_CODE;
}
