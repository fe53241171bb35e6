import { type Answer, answerTo, askOne, type Conversation, isDoubtful, isFull } from './conversation.js';
import { cut } from './forecast.js';
import { type ClosedSpan, isOffsetToken, MAX_ASKS_AT_ONCE, type Reading, type Tokens } from './pages.js';
import { compareRows, type Row } from './position.js';
import { readCounted } from './readCounted.js';
import { readTwice } from './readTwice.js';

/**
 * Reading a *window*: all contacts of a stretch of time that has settled, so that contacts can leave it (changed,
 * deleted) but none can come. Qualtrics pages by offset over live data: a contact that leaves makes the pages behind
 * it slide, and one is skipped. So a window counts as read only when it is certain that none left meanwhile:
 *
 * - a window that one page holds is the whole truth of one moment, and needs no other look;
 * - `readOverlapping`: pages overlap and must fit. Costs least where there are thousands, and is sure as long as the
 *   index keeps its order for the seconds it takes;
 * - `readCounted`: contacts are counted before and after. Whatever order the index has, nothing is overlooked;
 * - `readTwice`: where pages can only be had one after the other.
 */
export interface WindowReading<Contact> {
  /** Where the window really ended: earlier than planned when it had to be cut. */
  readonly to: number;
  /** In the order of delivery. */
  readonly rows: readonly Row<Contact>[];
  /** The first page, when it is a single second of more than a page: to be read in another way. */
  readonly crowd?: Answer<Contact>;
  /** When it had to be cut: where it would have been more than a page. */
  readonly tooMuchUntil?: number | undefined;
}

/** Of smaller pages hardly any window fits into one, so that a window is several. */
const MIN_SLICED_PAGE = 5;

/** Pages that are followed one by one, at the most: what moves meanwhile makes all of them void. */
export const MAX_PAGES_IN_SEQUENCE = 30;

/** A window that turned out to be a few pages is read in so many parts. */
const EVEN_PARTS = 7;

/** Whether windows of a single page are worth it. */
export function canSlice(pageSize: number): boolean {
  return pageSize >= MIN_SLICED_PAGE;
}

/**
 * The first windows of several that follow each other and are asked for side by side: up to the first one that is more
 * than a page. When that is the very first, it is read in another way or cut until it can be.
 */
export function* readSlices<Contact>(
  spans: readonly ClosedSpan[],
  pageSize: number,
  tokens: Tokens,
): Conversation<Contact, { readonly reading: WindowReading<Contact>; readonly tokens: Tokens }> {
  const answers = yield { kind: 'ask', asks: spans.map(({ from, to }) => ({ from, to, offset: 0 })) };
  const whole = answers.findIndex((answer) => isFull(answer, pageSize));
  const count = whole === -1 ? spans.length : whole;
  const last = spans[count - 1];
  const [first] = spans;
  if (last) {
    const rows = answers.slice(0, count).flatMap((answer) => answer.rows);
    return { reading: inOrder(last.to, rows), tokens };
  }
  if (!first) throw new Error('At least one span is needed.');
  return yield* readFull<Contact>(first, answerTo(0, answers), pageSize, tokens);
}

/** A window whose first page is full, cut until all of it was read. */
function* readFull<Contact>(
  span: ClosedSpan,
  full: Answer<Contact>,
  pageSize: number,
  known: Tokens,
): Conversation<Contact, { readonly reading: WindowReading<Contact>; readonly tokens: Tokens }> {
  const { from } = span;
  let { to } = span;
  let first = full;
  let tokens = known;
  let tooMuchUntil: number | undefined;
  for (let cuts = 0; ; ) {
    if (!isFull(first, pageSize)) return { reading: { ...inOrder(to, first.rows), tooMuchUntil }, tokens };
    if (!isOffsetToken(first, pageSize)) tokens = { ...tokens, areOffsets: false };
    if (to - from === 1) return { reading: { to, rows: [], crowd: first }, tokens };
    const read = yield* readPages<Contact>({ from, to }, first, pageSize, tokens);
    if ('rows' in read && read.isWhole) {
      if (isDoubtful(first, pageSize)) tokens = { ...tokens, areOnShortPages: true };
      return { reading: inOrder(to, read.rows), tokens };
    }
    if ('because' in read && read.because === 'tokens are not offsets') {
      tokens = { ...tokens, areOffsets: false };
      continue;
    }
    if ('because' in read && read.because === 'gaps') tokens = { ...tokens, areOnShortPages: false, passOver: true };
    tooMuchUntil = to;
    to = cut(from, to, first.rows, cuts);
    cuts += 1;
    first = yield* askOne<Contact>({ from, to, offset: 0 });
  }
}

/** Reads a window of more than a page, where that is cheaper than to cut it. */
function* readPages<Contact>(
  { from, to }: ClosedSpan,
  first: Answer<Contact>,
  pageSize: number,
  tokens: Tokens,
): Conversation<Contact, Reading<Contact>> {
  const mustBeFollowed = tokens.areOnShortPages || isDoubtful(first, pageSize);
  if (tokens.passOver || (canSlice(pageSize) && !mustBeFollowed)) return { because: 'too many' };
  if (!mustBeFollowed && tokens.areOffsets) {
    return yield* readCounted<Contact>({ from, to, pageSize, expected: undefined });
  }
  return yield* readTwice<Contact>({ from, to }, pageSize, MAX_PAGES_IN_SEQUENCE * pageSize);
}

function inOrder<Contact>(to: number, rows: readonly Row<Contact>[]): WindowReading<Contact> {
  return { to, rows: [...rows].sort(compareRows) };
}

/** Windows that hold about as many contacts each, by the seconds of some: so many that each fits into a page. */
export function evenSpans(from: number, to: number, seconds: readonly number[]): ClosedSpan[] {
  const sorted = [...seconds].sort((a, b) => a - b);
  const spans: ClosedSpan[] = [];
  for (let start = from, part = 1; spans.length < MAX_ASKS_AT_ONCE && start < to; part += 1) {
    const second = sorted[Math.floor((part * sorted.length) / EVEN_PARTS)] ?? to;
    const end = Math.min(Math.max(second, start + 1), to);
    spans.push({ from: start, to: end });
    start = end;
  }
  return spans;
}
