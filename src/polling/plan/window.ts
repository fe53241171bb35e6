import { type Answer, askOne, type Conversation, isFull } from './conversation.js';
import { DEPTH_LIMIT, type Reading, type Stretch } from './pages.js';
import { compareRows, type Row } from './position.js';
import { readCounted } from './readCounted.js';
import { canOverlap, middlePage, readOverlapping } from './readOverlapping.js';
import { readTwice } from './readTwice.js';

/**
 * Reading a *window*: all contacts of a stretch of time that has settled, so that contacts can leave it (changed,
 * deleted) but none can come. Qualtrics pages by offset over live data: a contact that leaves makes the pages
 * behind it slide, and one is skipped. So a window counts as read only when it is certain that none left meanwhile:
 *
 * - {@link readCounted}: contacts are counted before and after. Whatever order the index has, nothing is overlooked.
 * - {@link readOverlapping}: pages overlap and must fit. Costs least where there are thousands, and is sure as long as
 *   the index keeps its order for the seconds it takes.
 * - {@link readTwice}: where pages can only be had one after the other.
 */
export interface WindowLimits {
  readonly pageSize: number;
  /** Windows with more contacts are cut. */
  readonly most: number;
}

/** What is known of how contacts can be read, from what was read before. */
export interface Experience {
  /** False when an answer showed that pages can only be had one after the other. */
  readonly tokensAreOffsets: boolean;
  /** True when contacts moved while they were read. */
  readonly isRestless: boolean;
  /** True when there are so many contacts that each request counts. */
  readonly isBulk: boolean;
}

export interface WindowPlan {
  readonly from: number;
  readonly to: number;
  /** Seconds of contacts known to lie about here, where to cut a window that is too large. */
  readonly sample: readonly number[];
  /** About how many contacts it should hold; `undefined` when nobody knows. */
  readonly expected: number | undefined;
  readonly experience: Experience;
}

export interface WindowReading<Contact> {
  /** Where the window really ended: earlier than planned when it had to be cut. */
  readonly to: number;
  /** In the order of delivery. */
  readonly rows: readonly Row<Contact>[];
  /** True when it is a single second with more contacts than Qualtrics lists: these are the first ones. */
  readonly isIncomplete: boolean;
  /** How often contacts moved while it was read. */
  readonly failures: number;
  readonly experience: Experience;
}

/** Contacts kept changing while they were read; nothing is lost, the next poll tries again. */
export class ContactsKeepChanging extends Error {
  override readonly name = 'ContactsKeepChanging';

  constructor() {
    super(
      'The contacts of one second kept changing while they were read. Nothing was lost: the next flow start tries again.',
    );
  }
}

/** A window in which contacts moved is cut at once, since a smaller one holds still sooner; a second cannot be cut. */
const TRIES_OF_ONE_SECOND = 3;

/** A window that may hold more pages than this is looked at before it is read. */
const LARGE_IN_PAGES = 20;

/** Fewer sampled contacts than this say too little about where the middle of a window is. */
const ENOUGH_SAMPLES = 16;

/** Reads a window, cut smaller when it holds too many contacts or keeps changing. */
export function* readWindow<Contact>(
  plan: WindowPlan,
  limits: WindowLimits,
): Conversation<Contact, WindowReading<Contact>> {
  const { from } = plan;
  const { pageSize } = limits;
  let { to, expected, experience } = plan;
  let failures = 0;
  let triesOfOneSecond = 0;
  for (;;) {
    const isOneSecond = isSecond({ from, to });
    let sample = plan.sample.filter((second) => second >= from && second < to);
    let first: Answer<Contact> | undefined;
    if (sample.length < ENOUGH_SAMPLES || !experience.tokensAreOffsets) {
      first = yield* askOne<Contact>({ from, to, offset: 0 });
      if (!isFull(first, pageSize)) {
        return { to, rows: [...first.rows].sort(compareRows), isIncomplete: false, failures, experience };
      }
      sample = first.rows.map((row) => row.second);
    }
    const stretch = { from, to, pageSize, most: isOneSecond ? DEPTH_LIMIT : limits.most, expected };
    const looks = yield* look<Contact>(stretch, experience);
    experience = { ...experience, isBulk: experience.isBulk || looks.isHalfFull };
    const reading: Reading<Contact> = looks.isTooLarge
      ? { because: 'too many' }
      : yield* readStretch<Contact>(stretch, first ? looks.pages.set(0, first) : looks.pages, experience);
    if ('rows' in reading) {
      return { to, rows: [...reading.rows].sort(compareRows), isIncomplete: !reading.isWhole, failures, experience };
    }
    if (reading.because === 'tokens are not offsets') {
      experience = { ...experience, tokensAreOffsets: false };
      continue;
    }
    if (reading.because === 'changed') {
      experience = { ...experience, isRestless: true };
      expected = reading.count ?? expected;
      failures += 1;
      if (isOneSecond) {
        triesOfOneSecond += 1;
        if (triesOfOneSecond === TRIES_OF_ONE_SECOND) throw new ContactsKeepChanging();
        continue;
      }
    }
    to = middle(from, to, sample);
    expected = reading.because === 'changed' && expected ? expected / 2 : undefined;
  }
}

/** What there is to see of a large window before it is read: whether it is too large, and about how large. */
function* look<Contact>(
  stretch: Stretch,
  { tokensAreOffsets, isRestless, isBulk }: Experience,
): Conversation<Contact, { isTooLarge: boolean; isHalfFull: boolean; pages: Map<number, Answer<Contact>> }> {
  const { from, to, pageSize, most } = stretch;
  const isOneSecond = isSecond(stretch);
  const pages = new Map<number, Answer<Contact>>();
  if (!tokensAreOffsets) return { isTooLarge: !isOneSecond, isHalfFull: false, pages };
  if (isOneSecond || isRestless || most < LARGE_IN_PAGES * pageSize || !canOverlap(pageSize)) {
    return { isTooLarge: false, isHalfFull: false, pages };
  }
  const beyond = yield* askOne<Contact>({ from, to, offset: most });
  if (beyond.rows.length > 0) return { isTooLarge: true, isHalfFull: true, pages };
  if (isBulk) return { isTooLarge: false, isHalfFull: false, pages };
  const { page, offset } = middlePage(stretch);
  const half = yield* askOne<Contact>({ from, to, offset });
  pages.set(page, half);
  return { isTooLarge: false, isHalfFull: half.rows.length > 0, pages };
}

/** Reads a stretch in the cheapest way that is sure. `pages`: those of it that overlap, as far as they are known. */
function readStretch<Contact>(
  stretch: Stretch,
  pages: Map<number, Answer<Contact>>,
  { tokensAreOffsets, isRestless, isBulk }: Experience,
): Conversation<Contact, Reading<Contact>> {
  if (!tokensAreOffsets) return readTwice<Contact>(stretch);
  if (isSecond(stretch) || isRestless || !isBulk) return readCounted<Contact>(stretch);
  return readOverlapping<Contact>(stretch, pages);
}

/** True for a single second, which cannot be cut. */
function isSecond({ from, to }: { readonly from: number; readonly to: number }): boolean {
  return to - from === 1;
}

/** Where to cut: at the median of the sample, so that about half of the contacts remain. */
function middle(from: number, to: number, sample: readonly number[]): number {
  const sorted = [...sample].sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? from + Math.floor((to - from) / 2);
  return Math.min(Math.max(median, from + 1), to - 1);
}
