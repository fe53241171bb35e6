import { comparableText } from '../../util/comparableText.js';

type Values = Readonly<Record<string, unknown>>;

/** Embedded data under names that differ by this only are one: Qualtrics no longer heeds the case of names. */
export function embeddedName(name: string): string {
  return comparableText(name);
}

/**
 * All embedded data of a contact once `sent` is written, for Qualtrics does not promise to keep what is not sent.
 * A name that is stored in another case keeps its spelling. What is stored but cannot be sent (null) is left out.
 */
export function mergeEmbeddedData(stored: Values, sent: Values): Values {
  const merged = new Map(Object.entries(stored).filter(([, value]) => canBeSent(value)));
  const spellings = new Map(Object.keys(stored).map((name) => [embeddedName(name), name]));
  for (const [name, value] of Object.entries(sent)) {
    const spelling = Object.hasOwn(stored, name) ? name : spellings.get(embeddedName(name));
    merged.set(spelling ?? name, value);
  }
  return Object.fromEntries(merged);
}

function canBeSent(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}
