import type { Batch, Delivery, PollOptions, Search } from './batch.js';
import type { Answer, Conversation } from './conversation.js';
import { newContacts } from './newContacts.js';
import { DEPTH_LIMIT } from './pages.js';

/**
 * Searches after which Qualtrics' answers are believed to lead nowhere: so many for each contact that was found, and what
 * ten crowded seconds cost that change all the time, each of 10,000 contacts looked at four times.
 */
const MAX_FOR_EACH = 20;
const MAX_PLACES_FOR_NOTHING = 10 * 4 * DEPTH_LIMIT;

/** Qualtrics gives pages without end, or the same ones over and over; nothing is lost. */
export class SearchesLeadNowhere extends Error {
  override readonly name = 'SearchesLeadNowhere';

  constructor(searches: number, contacts: number) {
    super(
      `Polling stopped after ${searches.toLocaleString('en-US')} searches: Qualtrics gives page after page, but only ${contacts.toLocaleString('en-US')} contacts in all. Nothing was lost: the next flow start goes on from there.`,
    );
  }
}

/**
 * One poll, from a kept position on, as a conversation: it says what to ask and what to deliver, and does neither
 * itself. Whoever leads it delivers a page first and keeps its position afterwards: kept before, a crash between
 * the two would lose the page; kept after, it repeats that page at the most.
 *
 * Pages are full, but for the last one. Told of an error (`throw`), it delivers what was read before, then throws it.
 * Gives what it has read beyond the one page that was wanted, for the next poll to begin with (`leftover`).
 */
export function* poll<Contact>(
  options: PollOptions,
  leftover?: Batch<Contact>,
): Conversation<Contact, Batch<Contact> | undefined> {
  const { pageSize, onePage } = options;
  const source = beginningWith(leftover, newContacts<Contact>({ ...options, start: leftover?.end ?? options.start }));
  const page: Delivery<Contact>[] = [];
  let kept = options.start;
  let last: Batch<Contact> | undefined;
  let failure: { readonly error: unknown } | undefined;
  let reply: readonly Answer<Contact>[] = [];
  let searches = 0;
  let found = 0;

  for (;;) {
    try {
      const { value, done } = source.next(reply);
      reply = [];
      if (done) break;
      if (value.kind === 'ask') searches += value.asks.length;
      if (searches > MAX_PLACES_FOR_NOTHING / pageSize + MAX_FOR_EACH * found)
        throw new SearchesLeadNowhere(searches, found);
      if (value.kind !== 'batch') {
        reply = yield value;
        continue;
      }
      last = value.batch;
      found += last.deliveries.length;
    } catch (error) {
      failure = { error };
      break;
    }
    for (const [index, delivery] of last.deliveries.entries()) {
      page.push(delivery);
      if (page.length < pageSize) continue;
      kept = delivery.after();
      yield { kind: 'page', page: rowsOf(page), position: kept, spanSeconds: last.spanSeconds };
      if (onePage) return { ...last, deliveries: last.deliveries.slice(index + 1) };
      page.length = 0;
    }
    if (last.unreadable) yield { kind: 'unreadable', ...last.unreadable };
  }
  if (last && (page.length > 0 || last.end !== kept)) yield { kind: 'page', page: rowsOf(page), position: last.end };
  if (failure) throw failure.error;
  return undefined;
}

function* beginningWith<Contact>(batch: Batch<Contact> | undefined, others: Search<Contact>): Search<Contact> {
  if (batch) yield { kind: 'batch', batch };
  yield* others;
}

function rowsOf<Contact>(deliveries: readonly Delivery<Contact>[]) {
  return deliveries.map((delivery) => delivery.row);
}
