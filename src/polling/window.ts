import { type Answer, type Ask, askOne, type Conversation, isFull, tokenOfOffset } from './conversation.js';
import { compareRows, type Row } from './position.js';

/**
 * Reading a *window*: all contacts of a stretch of time that has settled, so that contacts can leave it (changed,
 * deleted) but none can come. Qualtrics pages by offset over live data: a contact that leaves makes the pages
 * behind it slide, and one is skipped. So pages overlap by one row, and a window counts as read only when every page
 * begins with the row that the page before it ended with, and no contact was seen twice.
 */
export interface WindowLimits {
  readonly pageSize: number;
  /** Windows with more contacts are cut. */
  readonly most: number;
  /** Whether one question at the far end tells first if there are more. */
  readonly probes: boolean;
}

export interface WindowPlan {
  readonly from: number;
  readonly to: number;
  /** Seconds of contacts known to lie about here, where to cut a window that is too large. */
  readonly sample: readonly number[];
  /** About how many contacts it should hold; `undefined` when nobody knows. */
  readonly expected: number | undefined;
  /** False when an answer showed that pages can only be had one after the other. */
  readonly tokensAreOffsets: boolean;
}

export interface ReadWindow<Contact> {
  /** Where the window really ended: earlier than planned when it had to be cut. */
  readonly to: number;
  /** In the order of delivery. */
  readonly rows: readonly Row<Contact>[];
  /** True when it is a single second with more contacts than Qualtrics lists: these are the first ones. */
  readonly isIncomplete: boolean;
}

/** Contacts kept changing while they were read; nothing is lost, the next poll tries again. */
export class ContactsKeepChanging extends Error {
  override readonly name = 'ContactsKeepChanging';
}

/** Qualtrics refuses to page past the first 10,000 contacts of a search (BRE_0.5). */
export const DEPTH_LIMIT = 10_000;

const TRIES_BEFORE_CUTTING = 3;

/** Fewer sampled contacts than this say too little about where the middle of a window is. */
const ENOUGH_SAMPLES = 16;

const MOST_ASKS_AT_ONCE = 4;

/** Where the end is not known, two at once: one question is wasted at the most. */
const ASKS_NEAR_THE_END = 2;

/** Predictions of a window's size are trusted up to this share. */
const TRUSTED_SHARE = 0.85;

/** What reading came to: the rows and whether these are all, or why there are none. */
type Reading<Contact> = Listing<Contact> | 'changed' | 'too many' | 'tokens are not offsets';

interface Listing<Contact> {
  readonly rows: readonly Row<Contact>[];
  readonly isWhole: boolean;
}

/** Reads a window, cut smaller when it holds too many contacts or keeps changing. */
export function* readWindow<Contact>(
  plan: WindowPlan,
  limits: WindowLimits,
): Conversation<Contact, ReadWindow<Contact>> {
  const { from } = plan;
  const { pageSize } = limits;
  let { to } = plan;
  let { expected } = plan;
  let failures = 0;
  let { tokensAreOffsets } = plan;
  for (;;) {
    const isOneSecond = to - from === 1;
    const most = isOneSecond ? DEPTH_LIMIT : limits.most;
    let sample = plan.sample.filter((second) => second >= from && second < to);
    let first: Answer<Contact> | undefined;
    if (sample.length < ENOUGH_SAMPLES || !tokensAreOffsets) {
      first = yield* askOne<Contact>({ from, to, offset: 0 });
      if (!isFull(first, pageSize)) return { to, rows: [...first.rows].sort(compareRows), isIncomplete: false };
      sample = first.rows.map((row) => row.second);
    }
    let isTooLarge = !tokensAreOffsets;
    if (tokensAreOffsets && limits.probes && !isOneSecond) {
      const beyond = yield* askOne<Contact>({ from, to, offset: most });
      isTooLarge = beyond.rows.length > 0;
    }
    if (!isTooLarge || isOneSecond) {
      const stretch = { from, to, pageSize, most, expected };
      const reading: Reading<Contact> =
        pageSize === 1 || !tokensAreOffsets
          ? yield* readTwice<Contact>(stretch)
          : yield* readOverlapping<Contact>(stretch, first);
      if (typeof reading === 'object') {
        return { to, rows: [...reading.rows].sort(compareRows), isIncomplete: !reading.isWhole };
      }
      if (reading === 'tokens are not offsets') {
        tokensAreOffsets = false;
        continue;
      }
      failures += 1;
      isTooLarge = reading === 'too many' || failures === TRIES_BEFORE_CUTTING;
    }
    if (isTooLarge) {
      if (isOneSecond && failures >= TRIES_BEFORE_CUTTING) {
        throw new ContactsKeepChanging(
          'The contacts of one second kept changing while they were read. Nothing was lost: the next flow start tries again.',
        );
      }
      if (!isOneSecond) {
        to = middle(from, to, sample);
        failures = 0;
      }
      expected = undefined;
    }
  }
}

/** Where to cut: at the median of the sample, so that about half of the contacts remain. */
function middle(from: number, to: number, sample: readonly number[]): number {
  const sorted = [...sample].sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? from + Math.floor((to - from) / 2);
  return Math.min(Math.max(median, from + 1), to - 1);
}

interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly pageSize: number;
  readonly most: number;
  readonly expected: number | undefined;
}

/** Pages that overlap by one row, several at once, checked against each other. */
function* readOverlapping<Contact>(
  stretch: Stretch,
  first: Answer<Contact> | undefined,
): Conversation<Contact, Reading<Contact>> {
  const { from, to, pageSize, most } = stretch;
  const stride = pageSize - 1;
  const lastPage = Math.floor(most / stride);
  const deepestPage = Math.floor((DEPTH_LIMIT - pageSize) / stride);
  const pages = new Map<number, Answer<Contact>>();
  if (first) pages.set(0, first);
  let atLeast = (stretch.expected ?? 0) * TRUSTED_SHARE;
  let end: number | undefined;

  for (;;) {
    const wanted = nextPages(pages, stride, atLeast, Math.min(end ?? deepestPage, deepestPage));
    const isFirstLook = pages.size === (first ? 1 : 0) && stretch.expected === undefined && end === undefined;
    if (isFirstLook && lastPage > 2 * MOST_ASKS_AT_ONCE) {
      // One page in the middle says whether the pages before it can be asked for four at a time.
      wanted.splice(1, wanted.length, Math.ceil(lastPage / 2));
    }
    if (wanted.length === 0) break;
    const asks: Ask[] = wanted.map((page) => ({ from, to, offset: page * stride }));
    const answers = yield { asks };
    for (const [index, page] of wanted.entries()) {
      const answer = answers[index];
      if (!answer) throw new Error('Every question needs an answer.');
      pages.set(page, answer);
      if (!isOffsetToken(answer, page * stride + pageSize)) return 'tokens are not offsets';
      if (answer.rows.length > 0) atLeast = Math.max(atLeast, page * stride + answer.rows.length);
      if (!isFull(answer, pageSize)) end = Math.min(end ?? page, page);
    }
    if (!neighboursAgree(pages, pageSize)) return 'changed';
    if (end === undefined && atLeast > most + pageSize) return 'too many';
  }
  const rows: Row<Contact>[] = [];
  for (const [page, answer] of [...pages].sort(([a], [b]) => a - b)) {
    if (page > (end ?? deepestPage) && answer.rows.length > 0) return 'changed';
    rows.push(...(page === 0 ? answer.rows : answer.rows.slice(1)));
  }
  return hasRepeats(rows) ? 'changed' : { rows, isWhole: end !== undefined };
}

/** As many contacts as places that were read: where one came twice, another was skipped. */
function hasRepeats(rows: readonly Row<unknown>[]): boolean {
  return new Set(rows.map((row) => row.id)).size < rows.length;
}

/** The next pages to ask for: as many as surely exist, four at most; else a few more, up to the last one. */
function nextPages(pages: ReadonlyMap<number, unknown>, stride: number, atLeast: number, last: number): number[] {
  const missing: number[] = [];
  for (let page = 0; page <= last && missing.length < MOST_ASKS_AT_ONCE; page += 1) {
    if (!pages.has(page)) missing.push(page);
  }
  const sure = missing.filter((page) => page * stride < atLeast);
  return sure.length > 0 ? sure : missing.slice(0, ASKS_NEAR_THE_END);
}

/** Every page begins with the row that the page before it ended with; after the last one there is nothing. */
function neighboursAgree(pages: ReadonlyMap<number, Answer<unknown>>, pageSize: number): boolean {
  for (const [page, answer] of pages) {
    const next = pages.get(page + 1);
    if (!next) continue;
    if (!isFull(answer, pageSize)) {
      if (next.rows.length > 0) return false;
      continue;
    }
    const last = answer.rows.at(-1);
    const shared = next.rows[0];
    if (!last || !shared || last.id !== shared.id || last.second !== shared.second) return false;
  }
  return true;
}

/** False when the token of an answer is something else than where the next page begins. */
export function isOffsetToken(answer: Answer<unknown>, nextOffset: number): boolean {
  return answer.token === undefined || answer.token === tokenOfOffset(nextOffset);
}

/**
 * One page after the other, following the tokens given, twice. Equal passes without repeats show that nothing left in
 * between: a contact that had would be in the first pass only, or another one in the second only. For pages of one row,
 * which cannot overlap, and for tokens that are not offsets.
 */
function* readTwice<Contact>(stretch: Stretch): Conversation<Contact, Reading<Contact>> {
  const once = yield* readInSequence<Contact>(stretch);
  const again = yield* readInSequence<Contact>(stretch);
  const isSame =
    once.rows.length === again.rows.length && once.rows.every(({ id }, index) => id === again.rows[index]?.id);
  return isSame && !hasRepeats(once.rows) ? once : 'changed';
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
