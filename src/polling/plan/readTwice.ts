import { type Answer, askOne, type Conversation, isFull, tokenOfOffset } from './conversation.js';
import { DEPTH_LIMIT, hasRepeats, type Listing, type Reading, type Stretch } from './pages.js';
import type { Row } from './position.js';

/**
 * One page after the other, following the tokens given, twice, where tokens are not offsets. The same contacts both
 * times, without repeats, are all there are: each of them was still there after the first pass, and that came to an
 * end after as many places as there are contacts.
 */
export function* readTwice<Contact>(stretch: Stretch): Conversation<Contact, Reading<Contact>> {
  const once = yield* readInSequence<Contact>(stretch);
  const again = yield* readInSequence<Contact>(stretch);
  const seen = new Set(again.rows.map((row) => row.id));
  const isSame = once.rows.length === again.rows.length && once.rows.every(({ id }) => seen.has(id));
  return isSame && !hasRepeats(once.rows) ? once : { because: 'changed' };
}

function* readInSequence<Contact>(stretch: Stretch): Conversation<Contact, Listing<Contact>> {
  const { from, to, pageSize } = stretch;
  const rows: Row<Contact>[] = [];
  let token: string | undefined;
  do {
    const answer: Answer<Contact> = yield* askOne<Contact>({ from, to, offset: rows.length, token });
    rows.push(...answer.rows);
    token = isFull(answer, pageSize) ? (answer.token ?? tokenOfOffset(rows.length)) : undefined;
  } while (token !== undefined && rows.length + pageSize <= DEPTH_LIMIT);
  return { rows, isWhole: token === undefined };
}
