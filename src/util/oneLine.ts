/** What breaks a line, turns the direction of what follows, or is no character at all. */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202a-\u202e\u2066-\u2069]+/gu;

/** A text as part of a sentence: on one line, cut to so many characters, none of them in half. */
export function oneLine(text: string, maxCharacters: number): string {
  // A character takes two units at the most; what is longer need not be looked at.
  const line = text.slice(0, 2 * maxCharacters + 2).replace(UNSEEN, ' ');
  const characters = [...line];
  const isCut = characters.length > maxCharacters || text.length > 2 * maxCharacters + 2;
  return isCut ? `${characters.slice(0, maxCharacters).join('')}…` : line;
}
