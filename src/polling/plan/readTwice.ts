import {
  type Answer,
  askOne,
  type Conversation,
  isFull,
  offsetOfToken,
  type Span,
  tokenOfOffset,
} from './conversation.js';
import { DEPTH_LIMIT, hasRepeats, type Listing, type Reading, withoutRepeats } from './pages.js';
import type { Row } from './position.js';

/**
 * One page after the other, following the tokens given, twice: where tokens are not offsets, or come on pages that are
 * not full. The same contacts both times, without repeats, are all there are: each of them was still there after the
 * first pass, and that came to an end after as many places as there are contacts. `most`: contacts to read.
 */
export function* readTwice<Contact>(
  span: Span,
  pageSize: number,
  most = DEPTH_LIMIT,
): Conversation<Contact, Reading<Contact>> {
  const once = yield* readInSequence<Contact>(span, pageSize, most);
  if (once.hasGaps) return { because: 'gaps' };
  if (!once.isWhole && most < DEPTH_LIMIT) return { because: 'too many' };
  const again = yield* readInSequence<Contact>(span, pageSize, most);
  const seen = new Set(again.rows.map((row) => row.id));
  if (again.hasGaps) return { because: 'gaps' };
  const isSame = once.rows.length === again.rows.length && once.rows.every(({ id }) => seen.has(id));
  if (isSame && !hasRepeats(once.rows)) return once;
  const rows = once.isWhole && again.isWhole && withoutRepeats(once.rows, again.rows, once.placesInPage);
  return rows ? { ...once, rows } : { because: 'changed' };
}

/** Ends at a page without a token, at an empty one, and where the tokens lead in a circle. */
function* readInSequence<Contact>(
  { from, to }: Span,
  pageSize: number,
  most: number,
): Conversation<Contact, Listing<Contact> & { readonly hasGaps: boolean; readonly placesInPage: number }> {
  const rows: Row<Contact>[] = [];
  const followed = new Set<string>([tokenOfOffset(0)]);
  let token: string | undefined;
  let askedAtMs: number | undefined;
  let hasGaps = false;
  let placesInPage = 0;
  do {
    const answer: Answer<Contact> = yield* askOne<Contact>({ from, to, offset: rows.length, token });
    askedAtMs ??= answer.askedAtMs;
    placesInPage ||= answer.rows.length;
    if (token !== undefined) followed.add(token);
    // More follows behind places that were passed over.
    hasGaps ||= answer.rows.length > 0 && token !== undefined && (offsetOfToken(token) ?? 0) > rows.length;
    const next = isFull(answer, pageSize)
      ? (answer.token ?? tokenOfOffset(rows.length + answer.rows.length))
      : undefined;
    const isCircle = next !== undefined && followed.has(next);
    // Back at the page after which this token came first, all of which is known.
    const isKnown = isCircle && answer.rows.every(({ id }) => rows.some((row) => row.id === id));
    if (!isKnown) rows.push(...answer.rows);
    token = isCircle ? undefined : next;
  } while (token !== undefined && !hasGaps && rows.length + pageSize <= most);
  return { rows, isWhole: token === undefined, askedAtMs, hasGaps, placesInPage };
}
