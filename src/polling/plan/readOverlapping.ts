import { type Answer, type Conversation, isDoubtful, isFull } from './conversation.js';
import {
  askPages,
  DEPTH_LIMIT,
  hasRepeats,
  isOffsetToken,
  MAX_ASKS,
  MAX_ASKS_AT_ONCE,
  type Reading,
  range,
  type Stretch,
} from './pages.js';
import type { Row, Version } from './position.js';

/** Rows that a page has in common with the one before it. */
const OVERLAP = 1;

/** Of smaller pages the overlap is too large a part. */
const MIN_PAGE = 20;

/** Of a backlog of fewer pages no order is taken for granted. */
export const MIN_PAGES_IN_ORDER = 8;

/** Predictions of a window's size are trusted up to this share. */
const TRUSTED_SHARE = 0.9;

/** A window that would hold so many times as many contacts as expected, at the last pace, may be too large. */
const SURPRISING = 1.2;

/** Unless that were not even this share of what Qualtrics lists. */
const FAR_FROM_TOO_MANY = 0.3;

/** A window that goes on for so many times its expected size, and two pages, is looked at from its far end. */
const SURPRISE = 1.15;

/** At its end a window is read page by page, so that none is asked for in vain; where nobody knows its end, two by two. */
const ASKS_WHEN_LOST = 2;

/** Where a window ends before the page that was expected near its end, it most likely holds so many. */
const LIKELY_SHARE_OF_SHORTER = 0.8;

/** So many of the pages that are likely to exist are asked for when there is room for more than those that surely do. */
const SHARE_OF_LIKELY = 0.5;

/** A stretch of time and how many contacts it may hold. */
export interface ExpectedStretch extends Stretch {
  /** By what is known of the directory. */
  readonly expected: number;
  /** As many as at the last pace. */
  readonly byPace: number;
  /** Whether there may as well be hardly any, so that nothing is asked for far ahead. */
  readonly isGuess: boolean;
}

/** Whether pages are large enough to be read like this. */
export function canOverlap(pageSize: number): boolean {
  return pageSize >= MIN_PAGE;
}

/**
 * Pages that overlap, several at once, checked against each other: a contact that leaves makes the pages behind it
 * slide, so that they no longer begin with the row that the page before them ended with. One page near the expected
 * end says whether the pages before it surely exist, so that four can be under way all the time. 'too few' when there
 * are not `leastPages`.
 */
export function* readOverlapping<Contact>(
  stretch: ExpectedStretch,
  leastPages: number,
): Conversation<Contact, Reading<Contact>> {
  const { pageSize, expected, byPace, isGuess } = stretch;
  const stride = pageSize - OVERLAP;
  const deepest = Math.floor((DEPTH_LIMIT - pageSize) / stride);
  const near = Math.min(Math.floor((TRUSTED_SHARE * Math.min(expected, byPace)) / stride), deepest);
  const pages = new Map<number, Answer<Contact>>();
  const leastPage = leastPages - 1;
  const mayBeTooMany = byPace > Math.max(SURPRISING * expected, FAR_FROM_TOO_MANY * DEPTH_LIMIT);
  const farPages = [isGuess ? leastPage : Math.max(near, leastPage), ...(mayBeTooMany ? [deepest] : [])];
  const firstPages = range(0, isGuess ? 1 : MAX_ASKS_AT_ONCE - farPages.length - 1);
  const firstWanted = new Set([...firstPages, ...farPages]);
  for (let wanted = [...firstWanted]; wanted.length > 0; ) {
    for (const [page, answer] of yield* askPages<Contact>(stretch, wanted, stride)) {
      pages.set(page, answer);
      if (isDoubtful(answer, pageSize)) return { because: 'changed' };
      if (!isOffsetToken(answer, page * stride + pageSize)) return { because: 'tokens are not offsets' };
    }
    const first = pages.get(0);
    if (first && !isFull(first, pageSize)) return { rows: first.rows, isWhole: true, askedAtMs: first.askedAtMs };
    if (!seamsFit(pages, pageSize)) return { because: 'changed' };
    const { atLeast, end } = extentOf(pages, pageSize);
    if (end === undefined && pages.has(deepest)) return { because: 'too many' };
    if (atLeast <= leastPage * stride) {
      if (pages.has(leastPage)) return { because: 'too few', seconds: first?.rows.map(({ second }) => second) ?? [] };
      wanted = [leastPage];
      continue;
    }
    const isSurprising = end === undefined && atLeast > SURPRISE * expected + 2 * pageSize;
    const endsEarly = near > leastPage && pages.get(near)?.rows.length === 0;
    const isLost = endsEarly || pages.has(deepest);
    const last = Math.min(end ?? deepest, deepest);
    const likely = endsEarly ? LIKELY_SHARE_OF_SHORTER * near : Math.max(expected, byPace) / stride;
    wanted = isSurprising ? [deepest] : nextPages(pages, { surely: atLeast / stride, likely, last, isLost });
  }
  return listing(pages, pageSize);
}

/** The rows of all pages; 'changed' when they do not fit together. */
function listing<Contact>(pages: ReadonlyMap<number, Answer<Contact>>, pageSize: number): Reading<Contact> {
  const { end = pages.size - 1 } = extentOf(pages, pageSize);
  const rows: Row<Contact>[] = [];
  for (const [page, answer] of pages) if (page > end + 1 && answer.rows.length > 0) return { because: 'changed' };
  for (let page = 0; page <= end; page += 1) {
    rows.push(...(pages.get(page)?.rows.slice(page === 0 ? 0 : OVERLAP) ?? []));
  }
  if (hasRepeats(rows)) return { because: 'changed' };
  return { rows, isWhole: true, askedAtMs: pages.get(0)?.askedAtMs };
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

/** What is known of how far a window goes, in pages. */
interface Reach {
  readonly surely: number;
  readonly likely: number;
  readonly last: number;
  readonly isLost: boolean;
}

/** The next pages to ask for: those that surely exist, and as many of those that probably do as go out beside them. */
function nextPages(pages: ReadonlyMap<number, unknown>, { surely, likely, last, isLost }: Reach): number[] {
  const missing = range(0, last).filter((page) => !pages.has(page));
  const sure = Math.min(missing.filter((page) => page < surely).length, MAX_ASKS);
  const room = (MAX_ASKS - sure) % MAX_ASKS_AT_ONCE;
  const probable = Math.floor(SHARE_OF_LIKELY * (missing.filter((page) => page < likely).length - sure));
  const unsure = Math.max(Math.min(probable, room), 0);
  return missing.slice(0, Math.max(sure + unsure, isLost ? ASKS_WHEN_LOST : 1));
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
