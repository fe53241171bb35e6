import { type Conversation, isFull } from './conversation.js';
import {
  askPages,
  DEPTH_LIMIT,
  hasRepeats,
  isOffsetToken,
  MAX_ASKS,
  MAX_ASKS_AT_ONCE,
  type Reading,
  type ReadingFailure,
  range,
  type Stretch,
} from './pages.js';
import type { Row } from './position.js';

/** Where the end is looked for first when nobody knows where it is. */
const NEARBY: readonly number[] = [0, 1, 3, 9];

/** Rows of one pass, and how many contacts there were before and after it. */
export interface Pass<Contact> {
  readonly rows: readonly Row<Contact>[];
  readonly before: number;
  readonly isWhole: boolean;
}

/**
 * Pages side by side, between two looks at the end. Contacts can only leave a settled window, so as many at the end as
 * at the beginning means that none did, and as many different contacts as places means that these are all of them:
 * whatever order the index gives them in, and however often it changes.
 */
export function* readCounted<Contact>(stretch: Stretch): Conversation<Contact, Reading<Contact>> {
  const pass = yield* readPass<Contact>(stretch);
  if ('because' in pass) return pass;
  if (!pass.isWhole) return { because: 'too many' };
  if (pass.rows.length !== pass.before || hasRepeats(pass.rows)) return { because: 'changed' };
  return { rows: pass.rows, isWhole: true };
}

/** Counts the contacts of a stretch, then reads all its pages, the last one after all others. */
export function* readPass<Contact>(stretch: Stretch): Conversation<Contact, Pass<Contact> | ReadingFailure> {
  const { pageSize } = stretch;
  const deepestPage = Math.floor(DEPTH_LIMIT / pageSize) - 1;
  const before = yield* countContacts<Contact>(stretch, deepestPage);
  if (typeof before === 'object') return before;
  const lastPage = Math.max(Math.ceil(before / pageSize) - 1, 0);
  const rows: Row<Contact>[] = [];
  for (let page = 0; page <= lastPage; ) {
    // The last page comes after all others, and alone: it is the second look.
    const others = Math.max(lastPage - page, 1);
    const pages = range(page, page + Math.min(others, MAX_ASKS) - 1);
    for (const [, answer] of yield* askPages<Contact>(stretch, pages, pageSize)) rows.push(...answer.rows);
    page += pages.length;
  }
  return { rows, before, isWhole: before < (deepestPage + 1) * pageSize };
}

/**
 * How many contacts a window holds at this moment: the page where they end is searched for, four pages at a time, at
 * first around where it is expected. When even the deepest page is full: as many as there are places up to it.
 */
function* countContacts<Contact>(
  stretch: Stretch,
  deepestPage: number,
): Conversation<Contact, number | ReadingFailure> {
  const { pageSize, expected } = stretch;
  // The end lies on one of the pages `low` to `high`.
  let low = 0;
  let high = deepestPage + 1;
  let onLastPage = pageSize;
  let wanted = firstLook(expected && expected / pageSize, deepestPage);
  while (low < high) {
    for (const [page, answer] of yield* askPages<Contact>(stretch, wanted, pageSize)) {
      if (!isOffsetToken(answer, (page + 1) * pageSize)) return { because: 'tokens are not offsets' };
      if (isFull(answer, pageSize) && page + 1 > low) {
        low = page + 1;
        onLastPage = answer.rows.length;
      } else if (isFull(answer, pageSize)) continue;
      else if (answer.rows.length > 0) return page * pageSize + answer.rows.length;
      else high = Math.min(high, page);
    }
    wanted = spread(low, high - 1);
  }
  // Contacts that left meanwhile can put the end before a page that was still full.
  return low === high ? Math.max(low - 1, 0) * pageSize + (low === 0 ? 0 : onLastPage) : { because: 'changed' };
}

/** The first pages to look at: around where the end is expected; else nearby rather than far, as most backlogs are. */
function firstLook(expectedPages: number | undefined, deepestPage: number): number[] {
  if (expectedPages === undefined) return NEARBY.filter((page) => page <= deepestPage);
  const start = Math.min(Math.max(Math.floor(expectedPages) - 1, 0), Math.max(deepestPage - MAX_ASKS_AT_ONCE + 1, 0));
  return range(start, Math.min(start + MAX_ASKS_AT_ONCE - 1, deepestPage));
}

/** Pages to look at next, four at the most, evenly over where the end may be. */
function spread(low: number, high: number): number[] {
  if (high - low < MAX_ASKS_AT_ONCE) return range(low, high);
  const step = (high - low) / (MAX_ASKS_AT_ONCE + 1);
  return range(1, MAX_ASKS_AT_ONCE).map((part) => Math.round(low + part * step));
}
