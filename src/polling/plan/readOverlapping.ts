import { type Answer, type Conversation, isFull } from './conversation.js';
import {
  askPages,
  DEPTH_LIMIT,
  hasRepeats,
  isOffsetToken,
  MAX_ASKS_AT_ONCE,
  type Reading,
  type Stretch,
} from './pages.js';
import type { Row, Version } from './position.js';

/** Rows that a page has in common with the one before it. */
const OVERLAP = 1;

/** Of smaller pages the overlap is so large a part that counting costs less. */
const MIN_PAGE = 20;

/** Predictions of a window's size are trusted up to this share. */
const TRUSTED_SHARE = 0.9;

/** Where the end is not known, two at once: one question is wasted at the most. */
const ASKS_NEAR_THE_END = 2;

/** But a window of little more than half its pages has not a single request to spare for the promise of `searches.spec.ts`. */
const HALF_IN_PAGES = 50;
const ENOUGH_IN_PAGES = 60;

/** Whether pages are large enough to be read like this. */
export function canOverlap(pageSize: number): boolean {
  return pageSize >= MIN_PAGE;
}

/** The page in the middle: whether there is one says if the pages before it can be asked for four at a time. */
export function middlePage({ pageSize, most }: Stretch): { readonly page: number; readonly offset: number } {
  const stride = pageSize - OVERLAP;
  const page = Math.ceil(Math.floor(most / stride) / 2);
  return { page, offset: page * stride };
}

/**
 * Pages that overlap, several at once, checked against each other: a contact that leaves makes the pages behind it
 * slide, so that they no longer begin with the rows that the page before them ended with. `pages` are those that were
 * asked for before.
 */
export function* readOverlapping<Contact>(
  stretch: Stretch,
  pages: Map<number, Answer<Contact>>,
): Conversation<Contact, Reading<Contact>> {
  const { pageSize, most, expected } = stretch;
  const stride = pageSize - OVERLAP;
  const deepestPage = Math.floor((DEPTH_LIMIT - pageSize) / stride);
  // One page near the expected end says whether the pages before it can be asked for four at a time.
  const nearTheEnd = Math.min(Math.floor(((expected ?? 0) * TRUSTED_SHARE) / stride), deepestPage);
  let wanted = [...new Set([0, nearTheEnd])].filter((page) => !pages.has(page));
  let { atLeast, end } = extentOf(pages, pageSize);

  for (;;) {
    if (wanted.length === 0) wanted = nextPages(pages, stride, atLeast, Math.min(end ?? deepestPage, deepestPage));
    if (wanted.length === 0) break;
    for (const [page, answer] of yield* askPages<Contact>(stretch, wanted, stride)) {
      pages.set(page, answer);
      if (!isOffsetToken(answer, page * stride + pageSize)) return { because: 'tokens are not offsets' };
    }
    if (!seamsFit(pages, pageSize)) return { because: 'changed' };
    ({ atLeast, end } = extentOf(pages, pageSize));
    if (end === undefined && atLeast > most + pageSize) return { because: 'too many' };
    wanted = [];
  }
  const last = end ?? deepestPage;
  const rows: Row<Contact>[] = [];
  for (const [page, answer] of pages) if (page > last + 1 && answer.rows.length > 0) return { because: 'changed' };
  for (let page = 0; page <= last; page += 1) {
    rows.push(...(pages.get(page)?.rows.slice(page === 0 ? 0 : OVERLAP) ?? []));
  }
  return hasRepeats(rows) ? { because: 'changed' } : { rows, isWhole: end !== undefined };
}

/** How many contacts there are at least, and the page they end on as far as it is known. */
function extentOf(pages: ReadonlyMap<number, Answer<unknown>>, pageSize: number): { atLeast: number; end?: number } {
  let atLeast = 0;
  let end = Number.POSITIVE_INFINITY;
  for (const [page, answer] of pages) {
    if (answer.rows.length > 0) atLeast = Math.max(atLeast, page * (pageSize - OVERLAP) + answer.rows.length);
    if (!isFull(answer, pageSize)) end = Math.min(end, page);
  }
  return Number.isFinite(end) ? { atLeast, end } : { atLeast };
}

/** The next pages to ask for: those that surely exist, four at most; near the end one or two, which may not exist. */
function nextPages(pages: ReadonlyMap<number, unknown>, stride: number, atLeast: number, last: number): number[] {
  const missing: number[] = [];
  for (let page = 0; page <= last && missing.length < MAX_ASKS_AT_ONCE; page += 1) {
    if (!pages.has(page)) missing.push(page);
  }
  const sure = missing.filter((page) => page * stride < atLeast);
  if (sure.length > 1) return sure;
  const isJustHalfFull = atLeast > HALF_IN_PAGES * stride && atLeast < ENOUGH_IN_PAGES * stride;
  return missing.slice(0, isJustHalfFull ? 1 : ASKS_NEAR_THE_END);
}

/** Every page begins with the rows that the page before it ended with; after the last one nothing else follows. */
function seamsFit(pages: ReadonlyMap<number, Answer<unknown>>, pageSize: number): boolean {
  for (const [page, answer] of pages) {
    const next = pages.get(page + 1);
    if (!next) continue;
    const shared = answer.rows.slice(pageSize - OVERLAP);
    if (!isFull(answer, pageSize) && next.rows.length !== shared.length) return false;
    if (!shared.every((row, index) => isSameVersion(row, next.rows[index]))) return false;
  }
  return true;
}

function isSameVersion(row: Version, other: Version | undefined): boolean {
  return row.id === other?.id && row.second === other.second && row.millisecond === other.millisecond;
}
