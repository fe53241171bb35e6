import { type Answer, answerTo, type Conversation, tokenOfOffset } from './conversation.js';
import type { Row } from './position.js';

/** What the ways to read a window page by page have in common. */

/** Qualtrics refuses to page past the first 10,000 contacts of a search (BRE_0.5). */
export const DEPTH_LIMIT = 10_000;

export const MAX_ASKS_AT_ONCE = 4;

/** A settled stretch of time: the seconds `from` ≤ s < `to`. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly pageSize: number;
  /** With more contacts than this it is not read. */
  readonly most: number;
  /** About how many contacts it holds; `undefined` when nobody knows. */
  readonly expected: number | undefined;
}

/** What reading came to: the rows and whether these are all, or why there are none. */
export type Reading<Contact> = Listing<Contact> | Failure;

export interface Failure {
  readonly because: 'changed' | 'too many' | 'tokens are not offsets';
  /** How many contacts there were, where that is known. */
  readonly count?: number;
}

export interface Listing<Contact> {
  readonly rows: readonly Row<Contact>[];
  readonly isWhole: boolean;
}

/** Asks for pages side by side, four at the most, each `stride` rows after the one before; gives them with their answers. */
export function* askPages<Contact>(
  { from, to }: Stretch,
  pages: readonly number[],
  stride: number,
): Conversation<Contact, (readonly [page: number, answer: Answer<Contact>])[]> {
  const answers = yield { kind: 'ask', asks: pages.map((page) => ({ from, to, offset: page * stride })) };
  return pages.map((page, index) => [page, answerTo(index, answers)] as const);
}

/** False when the token of an answer is something else than where the next page begins. */
export function isOffsetToken(answer: Answer<unknown>, nextOffset: number): boolean {
  return answer.token === undefined || answer.token === tokenOfOffset(nextOffset);
}

/** As many contacts as places that were read: where one came twice, another was skipped. */
export function hasRepeats(rows: readonly Row<unknown>[]): boolean {
  return new Set(rows.map((row) => row.id)).size < rows.length;
}
