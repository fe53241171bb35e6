import { Backlog, type Known } from './backlog.js';
import { type Answer, askOne, type Conversation, isDoubtful, isFull, type Wish } from './conversation.js';
import { readCrowd } from './crowd.js';
import { DEPTH_LIMIT, isOffsetToken, type Listing, type Reading, type Tokens } from './pages.js';
import {
  afterRow,
  beforeSecond,
  type Position,
  type Row,
  undelivered,
  undeliveredOf,
  withEarly,
  withRead,
  withUnread,
} from './position.js';
import { readTwice } from './readTwice.js';
import { INDEX_LAG_SECONDS, latestSettled, runningSecond, settledAsFarAsKept, settledBefore } from './settling.js';
import { MOST_IN_SEQUENCE } from './window.js';

/** Where a poll goes on from, and how much it may deliver. */
export interface PollOptions {
  readonly start: Position;
  readonly pageSize: number;
  /** At most one page is delivered. */
  readonly onePage: boolean;
  /** Contacts of this second and later are not wanted. */
  readonly endSecond?: number | undefined;
  /** From an earlier poll: how much time most of a page spanned. */
  readonly spanSeconds?: number | undefined;
  /** Whether a position can still be kept: the snapshot has an end. */
  readonly fits: (position: Position) => boolean;
  /** Only what was there before the beginning is wanted, and no poll follows. */
  readonly isListing?: boolean;
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
  /** How much time most of a page spans, when there is a backlog. */
  readonly spanSeconds?: number | undefined;
  /** A second with more contacts than Qualtrics lists, to be told once those that it lists were delivered. */
  readonly unreadable?: { readonly second: number; readonly listed: number };
}

/** A conversation that finds batches of new contacts besides. */
export type Search<Contact, Result = void> = Generator<
  Wish<Contact> | { readonly kind: 'batch'; readonly batch: Batch<Contact> },
  Result,
  readonly Answer<Contact>[]
>;

/** Contacts kept changing while they were read, and they cannot be left for later; nothing is lost. */
export class ContactsKeepChanging extends Error {
  override readonly name = 'ContactsKeepChanging';

  constructor() {
    super(
      'The contacts of one second kept changing while they were read. Nothing was lost: the next flow start tries again.',
    );
  }
}

/**
 * All that is new after `start`, oldest first. The first question is for everything: an answer that is not a full
 * page is the whole truth, so nothing new costs one question. A full one means a backlog: what has settled is read
 * window by window, then everything is asked for again.
 */
export function* newContacts<Contact>(options: PollOptions): Search<Contact> {
  const { endSecond } = options;
  let position = yield* leftForLater<Contact>(options.start, options);
  let patienceSeconds = 0;
  let known: Known | undefined;
  while (endSecond === undefined || position.second < endSecond) {
    const open = yield* askOne<Contact>({ from: position.second, to: endSecond, offset: 0 });
    const whole = yield* wholeOf(open, position, options);
    if ('rows' in whole) return yield* everything(whole, position, options);
    const settled = options.isListing ? runningSecond(open.askedAtMs) : settledBefore(open.askedAtMs, position.second);
    const until = Math.min(settled, endSecond ?? Number.POSITIVE_INFINITY);
    if (until - position.second <= patienceSeconds) return yield* whatFits(open, position, options);
    known ??= { read: 0, tokens: tokensOf(open, whole, options) };
    const source: Backlog<Contact> = new Backlog(open, until, known, options);
    const reached = yield* backlog(source, position, until, options);
    if (reached === undefined) return;
    known = source.known;
    // What settled while the backlog was delivered is little: without this, a busy directory would be polled for ever.
    if (!options.isListing && reached.second >= until && until >= latestSettled(open.askedAtMs))
      patienceSeconds = INDEX_LAG_SECONDS;
    position = reached;
  }
}

/** The complete list that an answer is, or that its pages make when they say that more follows though they are short. */
function* wholeOf<Contact>(
  open: Answer<Contact>,
  { second }: Position,
  { pageSize, endSecond }: PollOptions,
): Conversation<Contact, Reading<Contact>> {
  if (!isFull(open, pageSize)) return { rows: open.rows, isWhole: true, askedAtMs: open.askedAtMs };
  if (!isDoubtful(open, pageSize)) return { because: 'too many' };
  return yield* readTwice<Contact>({ from: second, to: endSecond }, pageSize, MOST_IN_SEQUENCE * pageSize);
}

function tokensOf(open: Answer<unknown>, whole: Reading<unknown>, { pageSize }: PollOptions): Tokens {
  const passOver = 'because' in whole && whole.because === 'gaps';
  const areOnShortPages = !passOver && isDoubtful(open, pageSize);
  return { areOffsets: isOffsetToken(open, pageSize), areOnShortPages, passOver };
}

/** From the complete list: first what has settled, then early what has not, as far as the snapshot can hold it. */
function* everything<Contact>(
  { rows, askedAtMs = 0 }: Listing<Contact>,
  position: Position,
  options: PollOptions,
): Search<Contact> {
  if (rows.length === 0) return;
  const fresh = undelivered(position, rows);
  const until = Math.min(settledAsFarAsKept(position, fresh, askedAtMs, options), options.endSecond ?? Infinity);
  const settled = fresh.filter((row) => row.second < until);
  const deliveries: Delivery<Contact>[] = settled.map((row) => ({ row, after: () => afterRow(position, row) }));
  const unsettled = fresh.slice(settled.length);
  const early = earlyDeliveries(unsettled, beforeSecond(position, until), options);
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

/** Settled windows up to `until`; gives the last position, or nothing when all there is was delivered. */
function* backlog<Contact>(
  source: Backlog<Contact>,
  start: Position,
  until: number,
  options: PollOptions,
): Search<Contact, Position | undefined> {
  let position = start;
  while (position.second < until) {
    const base = position;
    const next = yield* source.next(base.second);
    if (next.kind === 'little') return position;
    if (next.kind === 'everything') {
      yield* everything(next.listing, position, options);
      return undefined;
    }
    if (next.kind === 'crowd') {
      position = yield* crowd(next, position, source.known.tokens, options);
      continue;
    }
    const { to } = next.window;
    // An index that is behind may give one by a time that it no longer has; it comes again by the time it has.
    const rows = next.window.rows.filter((row) => row.second < to);
    position = beforeSecond(base, to);
    yield { kind: 'batch', batch: { deliveries: after(base, rows), end: position, spanSeconds: source.spanSeconds } };
  }
  return position;
}

/** A single second of more than a page. When it cannot be read, it is left for later: it holds up nothing else. */
function* crowd<Contact>(
  { second, first }: { readonly second: number; readonly first: Answer<Contact> },
  position: Position,
  tokens: Tokens,
  options: PollOptions,
): Search<Contact, Position> {
  const reading = yield* readCrowd(second, first, options.pageSize, tokens, latestOther(first));
  if ('because' in reading) {
    const later = withUnread(position, second);
    if (!options.fits(later)) throw new ContactsKeepChanging();
    yield { kind: 'batch', batch: { deliveries: [], end: later } };
    yield { kind: 'postponed', second };
    return later;
  }
  const end = beforeSecond(position, second + 1);
  const rows = reading.rows.filter((row) => row.second === second);
  yield { kind: 'batch', batch: { deliveries: after(position, rows), end, ...beyond(reading, second) } };
  return end;
}

/** What more there is than Qualtrics lists. */
function beyond({ isWhole, rows }: Listing<unknown>, second: number): Pick<Batch<unknown>, 'unreadable'> {
  return isWhole ? {} : { unreadable: { second, listed: rows.length } };
}

/**
 * The second that was left for later the longest ago; gives the position after it, or with it behind the others when it
 * keeps changing. One for each poll, so that they hold up nothing.
 */
function* leftForLater<Contact>(start: Position, options: PollOptions): Search<Contact, Position> {
  const [mark, ...others] = start.unread;
  if (!mark || mark.second >= (options.endSecond ?? Number.POSITIVE_INFINITY)) return start;
  const { second } = mark;
  const first = yield* askOne<Contact>({ from: second, to: second + 1, offset: 0 });
  const tokens = { areOffsets: isOffsetToken(first, options.pageSize), areOnShortPages: false, passOver: false };
  const reading: Reading<Contact> = isFull(first, options.pageSize)
    ? yield* readCrowd(second, first, options.pageSize, tokens, latestOther(first))
    : { rows: first.rows, isWhole: true };
  if ('because' in reading) {
    const end = { ...start, unread: [...others, mark] };
    yield { kind: 'batch', batch: { deliveries: [], end } };
    return end;
  }
  const rows = undeliveredOf(start, mark, reading.rows);
  const deliveries = rows.map((row) => ({ row, after: () => withRead(start, mark, row.id) }));
  const end = withRead(start, mark, undefined);
  yield { kind: 'batch', batch: { deliveries, end, ...beyond(reading, second) } };
  return end;
}

/** No other time is later: a day ahead of Qualtrics' clock. */
function latestOther({ askedAtMs }: Answer<unknown>): number {
  return Math.floor(askedAtMs / 1000) + 86_400;
}

function after<Contact>(base: Position, rows: readonly Row<Contact>[]): Delivery<Contact>[] {
  return undelivered(base, rows).map((row) => ({ row, after: () => afterRow(base, row) }));
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
