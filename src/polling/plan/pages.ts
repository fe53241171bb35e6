import { type Answer, answerTo, type Conversation, type Span, tokenOfOffset } from './conversation.js';
import type { Row } from './position.js';

/** What the ways to read a window page by page have in common. */

/** Qualtrics refuses to page past the first 10,000 contacts of a search (BRE_0.5). */
export const DEPTH_LIMIT = 10_000;

/** So many questions are under way at once, at the most. */
export const MAX_ASKS_AT_ONCE = 4;

/** So many are asked in one go: the next one goes out when one of four has its answer, and few are asked in vain. */
export const MAX_ASKS = 3 * MAX_ASKS_AT_ONCE;

/** A stretch of time with an end. */
export interface ClosedSpan {
  readonly from: number;
  readonly to: number;
}

/** What is known of Qualtrics' tokens. */
export interface Tokens {
  /** False when an answer showed that pages can only be had one after the other. */
  readonly areOffsets: boolean;
  /** True when they come on pages that are not full, too. */
  readonly areOnShortPages: boolean;
  /** True when full pages left out contacts: only a page without a token can be believed then. */
  readonly passOver: boolean;
}

/** A stretch of time to be read. */
export interface Stretch extends Span {
  readonly pageSize: number;
  /** About how many contacts it holds; `undefined` when nobody knows. */
  readonly expected: number | undefined;
}

/** What reading came to: the rows and whether these are all, or why there are none. */
export type Reading<Contact> = Listing<Contact> | ReadingFailure;

/**
 * Why a stretch was not read:
 * - `changed`: contacts moved meanwhile;
 * - `gaps`: a page left some out;
 * - `too many`: more than Qualtrics lists;
 * - `too few`: a dearer way to read them is surer;
 * - `tokens are not offsets`: pages can only be had one after the other.
 */
export interface ReadingFailure {
  readonly because: 'changed' | 'gaps' | 'too many' | 'too few' | 'tokens are not offsets';
  /** The seconds of some of the contacts, where there are too few. */
  readonly seconds?: readonly number[];
}

export interface Listing<Contact> {
  readonly rows: readonly Row<Contact>[];
  /** False when there are more than Qualtrics lists. */
  readonly isWhole: boolean;
  /** The moment of the first question, in ms since 1970; told of what may have no end. */
  readonly askedAtMs?: number | undefined;
}

/** Pages from one to another, both included. */
export function range(first: number, last: number): number[] {
  return Array.from({ length: Math.max(last - first + 1, 0) }, (_, index) => first + index);
}

/** Asks for pages side by side, {@link MAX_ASKS} at the most, each `stride` rows after the one before; gives them with their answers. */
export function* askPages<Contact>(
  { from, to }: Span,
  pages: readonly number[],
  stride: number,
): Conversation<Contact, (readonly [page: number, answer: Answer<Contact>])[]> {
  const answers = yield { kind: 'ask', asks: pages.map((page) => ({ from, to, offset: page * stride })) };
  return pages.map((page, index) => [page, answerTo(index, answers)] as const);
}

/** False when the token of an answer is something else than where the next page begins. */
export function isOffsetToken(answer: Answer<unknown>, nextOffset: number): boolean {
  return answer.token === undefined || answer.rows.length === 0 || answer.token === tokenOfOffset(nextOffset);
}

/** As many contacts as places that were read: where one came twice, another was skipped. */
export function hasRepeats(rows: readonly Row<unknown>[]): boolean {
  return new Set(rows.map((row) => row.id)).size < rows.length;
}

/** Of so many contacts one may be listed twice. */
const CONTACTS_FOR_A_REPEAT = 5;

/**
 * What two readings, one after the other, gave alike and in the same order, each contact once, though they list some
 * twice; `undefined` where they differ. An index that lists a contact a second time does so each time, contacts that move
 * do not, nor does anything slide within a page. As many repeats as a page has places could be a page that came in place
 * of another.
 */
export function withoutRepeats<Contact>(
  once: readonly Row<Contact>[],
  again: readonly Row<Contact>[],
  placesInPage: number,
): readonly Row<Contact>[] | undefined {
  if (once.length !== again.length || !once.every(({ id }, place) => id === again[place]?.id)) return undefined;
  const rows = [...new Map(once.map((row) => [row.id, row])).values()];
  if (once.length <= placesInPage) return rows;
  const repeats = once.length - rows.length;
  return repeats < placesInPage && repeats * CONTACTS_FOR_A_REPEAT <= rows.length ? rows : undefined;
}
