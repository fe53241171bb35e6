import type { Position, Row } from './position.js';

/** A stretch of time: the seconds `from` ≤ s < `to`; `undefined`: without end. */
export interface Span {
  readonly from: number;
  readonly to: number | undefined;
}

/** One page to ask for: contacts of a span, from `offset` on (or where `token` says). */
export interface Ask extends Span {
  readonly offset: number;
  /** Instead of the offset, where Qualtrics' tokens turn out not to be offsets. */
  readonly token?: string | undefined;
  /** Only contacts whose other time (the creation, where the last change is polled) lies in this span. */
  readonly other?: Span | undefined;
}

/** What came back to an {@link Ask}: rows in no particular order. */
export interface Answer<Contact> {
  readonly rows: readonly Row<Contact>[];
  /** Where the next page begins; there when this one is full. */
  readonly token: string | undefined;
  /** Not later than the moment the question was answered, by Qualtrics' clock, in ms since 1970. */
  readonly askedAtMs: number;
}

/**
 * What the pure part wants done next:
 * - `ask`: questions, twelve at the most, to be sent side by side, four at once; their answers are wanted in the same order;
 * - `page`: contacts to deliver, if any, then `position` to keep; nothing is wanted back;
 * - `unreadable`: a second with more contacts than Qualtrics lists; to be reported;
 * - `postponed`: a second whose contacts keep changing while they are read, which is left for the next poll.
 */
export type Wish<Contact> =
  | { readonly kind: 'ask'; readonly asks: readonly Ask[] }
  | {
      readonly kind: 'page';
      readonly page: readonly Row<Contact>[];
      readonly position: Position;
      readonly spanSeconds?: number | undefined;
    }
  | { readonly kind: 'unreadable'; readonly second: number; readonly listed: number }
  | { readonly kind: 'postponed'; readonly second: number };

/** Says wish after wish, is given the answers to what it asks, and ends with a result. */
export type Conversation<Contact, Result = void> = Generator<Wish<Contact>, Result, readonly Answer<Contact>[]>;

/** Asks one question. */
export function* askOne<Contact>(question: Ask): Conversation<Contact, Answer<Contact>> {
  return answerTo(0, yield { kind: 'ask', asks: [question] });
}

/** The answer to one of several questions; throws an Error when whoever leads the conversation left it out. */
export function answerTo<Contact>(index: number, answers: readonly Answer<Contact>[]): Answer<Contact> {
  const answer = answers[index];
  if (!answer) throw new Error('Every question needs an answer.');
  return answer;
}

/**
 * True when more may follow. A page that is not full is the whole truth of one moment; so is an empty one, whatever
 * its token says.
 */
export function isFull(answer: Answer<unknown>, pageSize: number): boolean {
  return answer.rows.length > 0 && (answer.token !== undefined || answer.rows.length >= pageSize);
}

/** True for a page that says more follows, but holds fewer contacts than were asked for: some may have been left out. */
export function isDoubtful(answer: Answer<unknown>, pageSize: number): boolean {
  return answer.rows.length > 0 && answer.token !== undefined && answer.rows.length < pageSize;
}

/** Qualtrics' tokens are the base64 of an offset (documented by its own examples: `MTA=` is 10). */
export function tokenOfOffset(offset: number): string {
  return Buffer.from(String(offset)).toString('base64');
}

/** The offset that a token stands for; `undefined` when it is something else. */
export function offsetOfToken(token: string): number | undefined {
  const text = Buffer.from(token, 'base64').toString();
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
