import { Backlog, type Known } from './backlog.js';
import { type Delivery, earlyDeliveries, inOrder, type PollOptions, type Search } from './batch.js';
import { type Answer, askOne, type Conversation, isDoubtful, isFull } from './conversation.js';
import { beyond, ContactsKeepChanging, crowdedSecond, leftForLater } from './crowdedSecond.js';
import { DEPTH_LIMIT, isOffsetToken, type Listing, type Reading, type Tokens } from './pages.js';
import { afterRow, beforeSecond, type Position, undelivered } from './position.js';
import { readTwice } from './readTwice.js';
import { INDEX_LAG_SECONDS, latestSettled, runningSecond, settledAsFarAsKept, settledBefore } from './settling.js';
import { MAX_PAGES_IN_SEQUENCE } from './window.js';

/** How often what was made within a second is read. */
const TRIES_OF_THE_LAST = 4;

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
    if (until - position.second <= patienceSeconds) {
      return yield* options.isListing ? lastOfListing<Contact>(position, options) : whatFits(open, position, options);
    }
    known ??= { read: 0, tokens: tokensOf(open, whole, options) };
    const source: Backlog<Contact> = new Backlog(open, until, known, options);
    const reached = yield* backlog(source, position, until, options);
    if (reached === undefined) return;
    known = source.known;
    // What settled while the backlog was delivered is little: without this, a busy directory would be polled for ever.
    const isCaughtUp = reached.second >= until && until >= latestSettled(open.askedAtMs);
    if (isCaughtUp && !options.isListing) patienceSeconds = INDEX_LAG_SECONDS;
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
  return yield* readTwice<Contact>({ from: second, to: endSecond }, pageSize, MAX_PAGES_IN_SEQUENCE * pageSize);
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
  const until = Math.min(
    settledAsFarAsKept(position, fresh, askedAtMs, options),
    options.endSecond ?? Number.POSITIVE_INFINITY,
  );
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

/** More than a page of the running second, which no later poll reads again. */
function* lastOfListing<Contact>(position: Position, options: PollOptions): Search<Contact> {
  const { pageSize, endSecond } = options;
  for (let tries = 1; tries <= TRIES_OF_THE_LAST; tries += 1) {
    const reading = yield* readTwice<Contact>({ from: position.second, to: endSecond }, pageSize);
    if ('because' in reading) continue;
    const deliveries = inOrder(position, reading.rows);
    const end = deliveries.at(-1)?.after() ?? position;
    yield { kind: 'batch', batch: { deliveries, end, ...beyond(reading, position.second) } };
    return;
  }
  throw new ContactsKeepChanging();
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
      position = yield* crowdedSecond(next, position, source.known.tokens, options);
      continue;
    }
    const { to } = next.window;
    // An index that is behind may give one by a time that it no longer has; it comes again by the time it has.
    const rows = next.window.rows.filter((row) => row.second < to);
    position = beforeSecond(base, to);
    yield { kind: 'batch', batch: { deliveries: inOrder(base, rows), end: position, spanSeconds: source.spanSeconds } };
  }
  return position;
}
