/**
 * A text as a person sees it: composed letters (NFC), no invisible characters (zero-width spaces, byte order marks,
 * control characters), blanks of any kind as one space, none at the ends.
 */
export function tidyText(text: string): string {
  return text
    .replace(/\p{Cf}/gu, '')
    .replace(/\s+/gu, ' ')
    .replace(/\p{Cc}/gu, '')
    .normalize('NFC')
    .trim();
}

/** Two texts that differ in case, in how their letters are put together or in blanks only give the same. */
export function comparableText(text: string): string {
  return tidyText(text).toLowerCase();
}

/** Letters that are compared coarsely; whoever stores a long text may cut it, nobody knows where. */
const COARSE_LENGTH = 100;

/** A text without anything that storing it may change: case, accents, blanks, width, its end. */
export function coarse(text: string): string {
  const bare = text.normalize('NFKD').replace(/[\p{M}\s]/gu, '');
  return bare.toUpperCase().toLowerCase().slice(0, COARSE_LENGTH);
}
