import { type Batch, inOrder, type PollOptions, type Search } from './batch.js';
import { type Answer, askOne, isFull } from './conversation.js';
import { isOffsetToken, type Listing, type Reading, type Tokens } from './pages.js';
import { beforeSecond, type Position, undeliveredOf, withRead, withUnread } from './position.js';
import { readCrowd } from './readCrowd.js';

/** Contacts kept changing while they were read, and they cannot be left for later; nothing is lost. */
export class ContactsKeepChanging extends Error {
  override readonly name = 'ContactsKeepChanging';

  constructor() {
    super(
      'The contacts of one second kept changing while they were read. Nothing was lost: the next flow start tries again.',
    );
  }
}

/** A single second of more than a page. When it cannot be read, it is left for later: it holds up nothing else. */
export function* crowdedSecond<Contact>(
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
  yield { kind: 'batch', batch: { deliveries: inOrder(position, rows), end, ...beyond(reading, second) } };
  return end;
}

/**
 * The second that was left for later the longest ago; gives the position after it, or with it behind the others when it
 * keeps changing. One for each poll, so that they hold up nothing.
 */
export function* leftForLater<Contact>(start: Position, options: PollOptions): Search<Contact, Position> {
  // An end time that was set since must not have one beyond it stand before the others.
  const mark = start.unread.find(({ second }) => second < (options.endSecond ?? Number.POSITIVE_INFINITY));
  if (!mark) return start;
  const others = start.unread.filter((other) => other !== mark);
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

/** What more there is than Qualtrics lists. */
export function beyond({ isWhole, rows }: Listing<unknown>, second: number): Pick<Batch<unknown>, 'unreadable'> {
  return isWhole ? {} : { unreadable: { second, listed: rows.length } };
}
