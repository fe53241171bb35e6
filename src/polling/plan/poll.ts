import type { Answer, Conversation } from './conversation.js';
import { type Batch, type Delivery, newContacts, type PollOptions } from './newContacts.js';

/**
 * One poll, from a kept position on, as a conversation: it says what to ask and what to deliver, and does neither
 * itself. Whoever leads it delivers a page first and keeps its position afterwards: kept before, a crash between
 * the two would lose the page; kept after, it repeats that page at the most.
 *
 * Pages are full, but for the last one. Told of an error (`throw`), it delivers what was read before, then throws it.
 */
export function* poll<Contact>(options: PollOptions): Conversation<Contact> {
  const { pageSize, onePage } = options;
  const source = newContacts<Contact>(options);
  const page: Delivery<Contact>[] = [];
  let kept = options.start;
  let last: Batch<Contact> | undefined;
  let failure: { readonly error: unknown } | undefined;
  let reply: readonly Answer<Contact>[] = [];

  for (;;) {
    try {
      const { value, done } = source.next(reply);
      reply = [];
      if (done) break;
      if (value.kind !== 'batch') {
        reply = yield value;
        continue;
      }
      last = value.batch;
    } catch (error) {
      failure = { error };
      break;
    }
    for (const delivery of last.deliveries) {
      page.push(delivery);
      if (page.length < pageSize) continue;
      kept = delivery.after();
      yield { kind: 'page', page: rowsOf(page), position: kept, spanSeconds: last.spanSeconds };
      if (onePage) return;
      page.length = 0;
    }
  }
  if (last && (page.length > 0 || last.end !== kept)) yield { kind: 'page', page: rowsOf(page), position: last.end };
  if (failure) throw failure.error;
}

function rowsOf<Contact>(deliveries: readonly Delivery<Contact>[]) {
  return deliveries.map((delivery) => delivery.row);
}
