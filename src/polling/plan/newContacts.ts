import { type Answer, askOne, isFull, type Wish } from './conversation.js';
import { DEPTH_LIMIT, isOffsetToken } from './pages.js';
import { afterRow, beforeSecond, type Position, type Row, undelivered, withEarly } from './position.js';
import { type Experience, readWindow, type WindowReading } from './window.js';

/** Where a poll goes on from, and how much it may deliver. */
export interface PollOptions {
  readonly start: Position;
  readonly pageSize: number;
  /** At most one page is delivered. */
  readonly onePage: boolean;
  /** Contacts of this second and later are not wanted. */
  readonly endSecond?: number | undefined;
  /** From an earlier poll: how much time about a page spanned. */
  readonly spanSeconds?: number | undefined;
  /** Whether a position can still be kept: the snapshot has an end. */
  readonly fits: (position: Position) => boolean;
}

/** A contact to deliver and the position once it and all before it were. */
export interface Delivery<Contact> {
  readonly row: Row<Contact>;
  readonly after: () => Position;
}

/** Contacts that are new, in the order of delivery, and the position once they all were delivered. */
export interface Batch<Contact> {
  readonly deliveries: readonly Delivery<Contact>[];
  readonly end: Position;
  /** How much time about a page spans, when there is a backlog. */
  readonly spanSeconds?: number | undefined;
}

type Search<Contact, Result = void> = Generator<
  Wish<Contact> | { readonly kind: 'batch'; readonly batch: Batch<Contact> },
  Result,
  readonly Answer<Contact>[]
>;

/** The search index shows a write this late at the most; what is older has settled. */
const INDEX_LAG_SECONDS = 60;

/** Large windows cost the fewest questions; Qualtrics lists 10,000 contacts, so 99 overlapping pages at the most. */
const PAGES_PER_WINDOW = 70;
const MAX_PAGES_PER_WINDOW = 99;

/** A window may be longer by this much than is aimed at: it still holds fewer pages than can be read. */
const LITTLE_MORE = 1.3;

/** Where contacts moved, the next windows aim at so many times as many contacts as the last one, until that is too many. */
const GROWTH = 1.25;

/** However much contacts move, windows are not made smaller than this beforehand. */
const MIN_TARGET_PAGES = 2;

/** Where one page is wanted: a little more than that, so that it is filled. */
const PAGES_PER_SMALL_WINDOW = 2;
const MAX_PAGES_PER_SMALL_WINDOW = 4;

/**
 * All that is new after `start`, oldest first. The first question is for everything: an answer that is not a full
 * page is the whole truth, so nothing new costs one question. A full one means a backlog: what has settled is read
 * window by window, then everything is asked for again.
 */
export function* newContacts<Contact>(options: PollOptions): Search<Contact> {
  const { pageSize, endSecond } = options;
  let position = options.start;
  let patienceSeconds = 0;
  while (endSecond === undefined || position.second < endSecond) {
    const open = yield* askOne<Contact>({ from: position.second, to: endSecond, offset: 0 });
    const settled = Math.floor(open.askedAtMs / 1000) - INDEX_LAG_SECONDS;
    const settledUntil = Math.min(settled, endSecond ?? settled);
    if (!isFull(open, pageSize)) return yield* everything(open, position, settledUntil, options);
    if (settledUntil - position.second <= patienceSeconds) return yield* whatFits(open, position, options);
    position = yield* backlog(open, position, settledUntil, options);
    // What settled while the backlog was delivered is little: without this, a busy directory would be polled for ever.
    patienceSeconds = INDEX_LAG_SECONDS;
  }
}

/** From the complete list: first what has settled, then early what has not, as far as the snapshot can hold it. */
function* everything<Contact>(
  open: Answer<Contact>,
  position: Position,
  settledUntil: number,
  options: PollOptions,
): Search<Contact> {
  if (open.rows.length === 0) return;
  const fresh = undelivered(position, open.rows);
  const settled = fresh.filter((row) => row.second < settledUntil);
  const deliveries: Delivery<Contact>[] = settled.map((row) => ({ row, after: () => afterRow(position, row) }));
  const unsettled = fresh.slice(settled.length);
  const early = earlyDeliveries(unsettled, beforeSecond(position, settledUntil), options);
  yield { kind: 'batch', batch: { deliveries: [...deliveries, ...early.deliveries], end: early.end } };
}

/** From lists that are full and may slide: nothing settles, the next poll reads them again. */
function* whatFits<Contact>(open: Answer<Contact>, position: Position, options: PollOptions): Search<Contact> {
  const { pageSize, endSecond } = options;
  let answer = open;
  let at = position;
  for (let offset = pageSize; ; offset += pageSize) {
    const early = earlyDeliveries(undelivered(at, answer.rows), at, options);
    at = early.end;
    yield { kind: 'batch', batch: early };
    if (!early.allFit || !isFull(answer, pageSize) || offset + pageSize > DEPTH_LIMIT) return;
    answer = yield* askOne<Contact>({ from: position.second, to: endSecond, offset, token: answer.token });
  }
}

/** Settled windows up to `until`, each as long as the density of the one before says; gives the last position. */
function* backlog<Contact>(
  open: Answer<Contact>,
  start: Position,
  until: number,
  options: PollOptions,
): Search<Contact, Position> {
  const { pageSize, onePage } = options;
  const largestTarget = pageSize * (onePage ? PAGES_PER_SMALL_WINDOW : PAGES_PER_WINDOW);
  let target = largestTarget;
  const most = pageSize * (onePage ? MAX_PAGES_PER_SMALL_WINDOW : MAX_PAGES_PER_WINDOW) - 1;
  const sample = open.rows.map((row) => row.second);
  let experience: Experience = { tokensAreOffsets: isOffsetToken(open, pageSize), isRestless: false, isBulk: false };
  let position = start;
  let perSecond = options.spanSeconds === undefined ? undefined : target / options.spanSeconds;
  while (position.second < until) {
    const from = position.second;
    const spanSeconds = perSecond ? Math.max(1, Math.round(target / perSecond)) : undefined;
    const to = windowEnd(from, spanSeconds, until);
    const expected = perSecond && perSecond * (to - from);
    const plan = { from, to, sample, expected, experience };
    const window: WindowReading<Contact> = yield* readWindow<Contact>(plan, { pageSize, most });
    if (window.isIncomplete) yield { kind: 'unreadable', second: from, listed: window.rows.length };
    experience = window.experience;
    // Of the first window only the part that holds contacts counts: it may begin at the beginning of time.
    perSecond = window.rows.length / (window.to - (window.rows[0]?.second ?? from));
    // Where contacts move, a large window seldom holds still: as many as just did, then more and more.
    const held = window.failures > 0 ? window.rows.length : GROWTH * target;
    target = Math.min(Math.max(held, MIN_TARGET_PAGES * pageSize), largestTarget);
    const base = position;
    const deliveries = undelivered(base, window.rows).map((row) => ({ row, after: () => afterRow(base, row) }));
    position = beforeSecond(base, window.to);
    yield {
      kind: 'batch',
      batch: { deliveries, end: position, spanSeconds: perSecond ? Math.ceil(largestTarget / perSecond) : undefined },
    };
  }
  return position;
}

/** What would be left for a last window is taken along when it is little. */
function windowEnd(from: number, spanSeconds: number | undefined, until: number): number {
  if (spanSeconds === undefined || from + LITTLE_MORE * spanSeconds >= until) return until;
  return from + spanSeconds;
}

/** Steps that are remembered one by one, until the snapshot is full. */
function earlyDeliveries<Contact>(
  rows: readonly Row<Contact>[],
  start: Position,
  options: PollOptions,
): Batch<Contact> & { allFit: boolean } {
  const deliveries: Delivery<Contact>[] = [];
  let end = start;
  for (const row of rows) {
    const after = withEarly(end, row);
    if (!options.fits(after)) return { deliveries, end, allFit: false };
    end = after;
    deliveries.push({ row, after: () => after });
  }
  return { deliveries, end, allFit: true };
}
