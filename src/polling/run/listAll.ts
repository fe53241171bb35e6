import type { Answer, Ask } from '../plan/conversation.js';
import { poll } from '../plan/poll.js';
import { type Position, startingAt } from '../plan/position.js';
import { runConversation } from './runConversation.js';

/** More objects share one second than Qualtrics lists, so a listing cannot be complete. */
export class TooManyInOneSecond extends Error {
  override readonly name = 'TooManyInOneSecond';
  readonly second: number;
  readonly listed: number;

  constructor(second: number, listed: number) {
    const time = new Date(second * 1000).toISOString();
    super(`More than ${listed.toLocaleString('en-US')} objects have the same time ${time}; Qualtrics lists no more.`);
    this.second = second;
    this.listed = listed;
  }
}

/** A listing cannot leave anything for later. */
const isWhole = ({ unread }: Position): boolean => unread.length === 0;

/**
 * Everything that a search by time finds, however much that is, in pages of at most `pageSize`, oldest first. Each
 * object that is there throughout comes exactly once; one that comes or goes meanwhile comes once at the most.
 *
 * `ask` carries a question to Qualtrics, as {@link searcher} does; ask by `created`, which never changes, and add
 * further search terms there (with both ends of the window, three at the most, as a search takes five):
 *
 *     for await (const objects of listAll(ask, { pageSize: 100 })) await emit(objects);
 *
 * Asking goes on while the caller is busy with a page, some 20,000 objects ahead at the most; leaving the loop ends it.
 * Throws what `ask` throws, ContactsKeepChanging, and {@link TooManyInOneSecond} after everything else was given.
 */
export async function* listAll<Contact>(
  ask: (question: Ask) => Promise<Answer<Contact>>,
  { pageSize }: { readonly pageSize: number },
): AsyncGenerator<readonly Contact[]> {
  const everything = poll<Contact>({ start: startingAt(0), pageSize, onePage: false, fits: isWhole, isListing: true });
  let unreadable: TooManyInOneSecond | undefined;
  for await (const wish of runConversation(everything, ask)) {
    if (wish.kind === 'unreadable') unreadable ??= new TooManyInOneSecond(wish.second, wish.listed);
    else if (wish.kind === 'page' && wish.page.length > 0) yield wish.page.map((row) => row.contact);
  }
  if (unreadable) throw unreadable;
}
