import { coarse } from '../../util/comparableText.js';

/** Digits at the end of a phone number that no way of writing it changes: what comes before may be dialled or left out. */
const SUBSCRIBER_DIGITS = 6;

/** A key shorter than this is not cut where it is stored, nor where it is searched for; the vendor documents no lengths. */
const MIN_CUT = 40;

const LETTERS_ON_KEYS = 'abcdefghijklmnopqrstuvwxyz';
const KEYS_OF_LETTERS = '22233344455566677778889999';

/**
 * Whether a search by a value may have meant a key that it gave: the two are alike but for case, accents, punctuation, a
 * cut end, or the ways to write a phone number. How Qualtrics compares is not documented in full, so this is generous;
 * a key that has nothing to do with the value is somebody else's.
 */
export function mayBeMeant(criterion: string, key: string, value: string): boolean {
  if (criterion === 'phone') return dialled(key) === dialled(value);
  const [kept, sent] = [bare(key), bare(value)];
  return kept === sent || (kept.length >= MIN_CUT && sent.startsWith(kept));
}

function dialled(phone: string): string {
  const keys = phone
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[a-z]/g, (letter) => KEYS_OF_LETTERS.charAt(LETTERS_ON_KEYS.indexOf(letter)));
  return keys.replace(/\D/g, '').slice(-SUBSCRIBER_DIGITS);
}

function bare(text: string): string {
  return coarse(text.replace(/[^\p{L}\p{N}\p{M}]/gu, ''));
}
