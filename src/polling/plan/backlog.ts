import type { Answer, Conversation } from './conversation.js';
import { afterReading, atPace, endOf, expectedIn, type Forecast, firstEnds, forecastFrom } from './forecast.js';
import {
  type ClosedSpan,
  DEPTH_LIMIT,
  type Listing,
  MAX_ASKS_AT_ONCE,
  type ReadingFailure,
  type Tokens,
} from './pages.js';
import { compareRows } from './position.js';
import { canOverlap, MIN_PAGES_IN_ORDER, readOverlapping } from './readOverlapping.js';
import { canSlice, evenSpans, readSlices, type WindowReading } from './window.js';

/** A window that is to fit into one page aims at this share of it: how many contacts come is never known exactly. */
const SLICE = 0.75;

/**
 * Pages of large windows, one after the other, and of all that follow: each is delivered while the next one is read. The
 * second is small, too, so that hardly anything waits for it (`npm run bench -- polling`, with the sailor's throttle);
 * then they are as large as memory for two of them allows, for large ones cost the fewest requests.
 */
const LARGE_WINDOWS = [12, 20, 70] as const;
const [FIRST_LARGE] = LARGE_WINDOWS;

/** When about so many pages are left, they are not worth dividing. */
const LEFT_WHOLE = 16;

/** So much of a page is left empty on purpose at the end of a large window, since one contact more is another page. */
const MARGIN = 0.25;

/** After contacts moved, so many rounds of small windows before a large one is tried again; twice as many each time. */
const FIRST_PAUSE = 2;
const MAX_PAUSE_ROUNDS = 64;

/** What a backlog is read by. */
export interface BacklogOptions {
  readonly pageSize: number;
  /** No more than a page is wanted. */
  readonly onePage: boolean;
  readonly endSecond?: number | undefined;
  /** From an earlier poll: how much time most of a page spanned. */
  readonly spanSeconds?: number | undefined;
}

/** What a poll knows of what it has read. */
export interface Known {
  /** How many contacts it was. */
  readonly read: number;
  readonly tokens: Tokens;
}

/** What comes next of a backlog. */
export type NextReading<Contact> =
  | { readonly kind: 'window'; readonly window: WindowReading<Contact> }
  /** A single second of more than a page; its first page. */
  | { readonly kind: 'crowd'; readonly second: number; readonly first: Answer<Contact> }
  /** Everything there is from here on, also what has not settled. */
  | { readonly kind: 'everything'; readonly listing: Listing<Contact> }
  /** Probably no more than a page. */
  | { readonly kind: 'little' };

/**
 * A backlog of contacts, read window by window: at first small ones, so that the first contacts are delivered soon and
 * reading goes on beside delivering; then larger and larger ones, which cost the fewest requests for each contact.
 */
export class Backlog<Contact> {
  readonly #options: BacklogOptions;
  readonly #until: number;
  readonly #readBefore: number;
  #forecast: Forecast;
  #tokens: Tokens;
  #rounds = 0;
  #largeSoFar = 0;
  #pause = 0;
  #nextPause = FIRST_PAUSE;
  #isCalm = true;
  #tooMuchUntil: number | undefined;

  /**
   * `open`: the full page that showed that there is a backlog; `until`: what is older has settled; `known`: from what
   * this poll has read already.
   */
  constructor(open: Answer<Contact>, until: number, known: Known, options: BacklogOptions) {
    const { spanSeconds, pageSize } = options;
    this.#options = options;
    this.#until = until;
    this.#readBefore = known.read;
    this.#tokens = known.tokens;
    this.#forecast = forecastFrom(open.rows, spanSeconds === undefined ? undefined : (SLICE * pageSize) / spanSeconds);
  }

  get known(): Known {
    return { read: this.#read, tokens: this.#tokens };
  }

  get #read(): number {
    return this.#readBefore + this.#forecast.read;
  }

  /** How much time most of a page spans hereabouts, as far as it is known. */
  get spanSeconds(): number | undefined {
    const { perSecond } = this.#forecast;
    return perSecond ? Math.ceil((SLICE * this.#options.pageSize) / perSecond) : undefined;
  }

  /** Reads on from a second. */
  *next(from: number): Conversation<Contact, NextReading<Contact>> {
    const rest = this.#rounds === 0 ? undefined : expectedIn(this.#forecast, from, this.#until);
    if (this.#tooMuchUntil === undefined && this.#isLittle(from, rest)) return { kind: 'little' };
    this.#rounds += 1;
    let spans: readonly ClosedSpan[] | undefined;
    if (this.#wantsLarge(rest)) {
      const to = this.#endOfLarge(from, rest);
      const large = yield* this.#readLarge(from, to, rest);
      if (!('because' in large)) return large;
      this.#learnFrom(large, to - from);
      if (large.because === 'too few') spans = evenSpans(from, to, large.seconds ?? []);
    }
    this.#pause -= 1;
    spans ??= this.#spansOfSlices(from, rest);
    const { reading, tokens } = yield* readSlices<Contact>(spans, this.#options.pageSize, this.#tokens);
    this.#tokens = tokens;
    this.#forecast = afterReading(this.#forecast, from, reading.to, reading.rows);
    // Of what was too much, all but this is still ahead.
    const isNearlyEmpty = reading.rows.length < (SLICE * this.#options.pageSize) / 3;
    this.#tooMuchUntil = isNearlyEmpty ? (reading.tooMuchUntil ?? this.#tooMuchUntil) : undefined;
    if (reading.crowd) return { kind: 'crowd', second: from, first: reading.crowd };
    return { kind: 'window', window: reading };
  }

  /** Neither by what is expected nor by what is known to lie ahead would everything be more than a page. */
  #isLittle(from: number, rest = Number.POSITIVE_INFINITY): boolean {
    const ahead = this.#forecast.sample.filter((second) => second >= from).length;
    return Math.max(rest, ahead) <= SLICE * this.#options.pageSize;
  }

  #wantsLarge(rest: number | undefined): boolean {
    const { pageSize, onePage } = this.#options;
    const hasFirstPage = this.#read >= pageSize;
    const isMuch = rest !== undefined && rest >= this.#leastPages * pageSize;
    const { areOffsets, areOnShortPages, passOver } = this.#tokens;
    const isPossible = canOverlap(pageSize) && areOffsets && !areOnShortPages && !passOver && this.#pause <= 0;
    if (this.#tooMuchUntil !== undefined) return false;
    return isPossible && !onePage && hasFirstPage && isMuch;
  }

  /** Pages that a large window must have: once thousands were read, any number. */
  get #leastPages(): number {
    return this.#read >= MIN_PAGES_IN_ORDER * this.#options.pageSize ? 1 : MIN_PAGES_IN_ORDER;
  }

  #endOfLarge(from: number, rest = 0): number {
    if (rest <= LEFT_WHOLE * this.#options.pageSize) return this.#until;
    const contacts = Math.round((this.#target - MARGIN) * (this.#options.pageSize - 1));
    return endOf(this.#forecast, from, contacts, this.#until);
  }

  /** Pages that the next large window is to have. */
  get #target(): number {
    return LARGE_WINDOWS[Math.min(this.#largeSoFar, LARGE_WINDOWS.length - 1)] ?? FIRST_LARGE;
  }

  *#readLarge(from: number, to: number, rest = 0): Conversation<Contact, NextReading<Contact> | ReadingFailure> {
    const { pageSize, endSecond } = this.#options;
    const isLast = to === this.#until;
    // With the last window what came since is read as well, as long as nothing moves.
    const isOpen = isLast && this.#isCalm;
    const expected = isLast ? rest : this.#target * pageSize;
    const byPace = (this.#forecast.perSecond ?? 0) * (to - from);
    // By its pace alone nobody knows whether a directory goes on as far as that.
    const isGuess = this.#forecast.order !== 'mixed' && this.#leastPages === 1;
    const stretch = { from, to: isOpen ? endSecond : to, pageSize, expected, byPace, isGuess };
    const reading = yield* readOverlapping<Contact>(stretch, this.#leastPages);
    if ('because' in reading) return reading;
    if (isOpen) return { kind: 'everything', listing: reading };
    const rows = [...reading.rows].sort(compareRows);
    if (rows.length >= (this.#target / 2) * pageSize) this.#largeSoFar += 1;
    this.#forecast = afterReading(this.#forecast, from, to, rows);
    return { kind: 'window', window: { to, rows } };
  }

  #learnFrom({ because }: ReadingFailure, seconds: number): void {
    this.#largeSoFar = 0;
    if (because === 'tokens are not offsets') this.#tokens = { ...this.#tokens, areOffsets: false };
    if (because === 'too many') this.#forecast = atPace(this.#forecast, DEPTH_LIMIT / seconds);
    if (because === 'too few') {
      this.#forecast = atPace(this.#forecast, ((MIN_PAGES_IN_ORDER / 2) * this.#options.pageSize) / seconds);
    }
    if (because !== 'changed') return;
    this.#isCalm = false;
    this.#pause = this.#nextPause;
    this.#nextPause = Math.min(2 * this.#nextPause, MAX_PAUSE_ROUNDS);
  }

  /** Windows of a page each, side by side; one of several pages where pages are tiny or have to be followed one by one. */
  #spansOfSlices(from: number, rest: number | undefined): ClosedSpan[] {
    const { spanSeconds } = this.#options;
    if (this.#rounds === 1 && spanSeconds === undefined) return this.#firstSpans(from);
    const contacts = this.#contactsOfSlice;
    const tooMuchUntil = this.#tooMuchUntil;
    if (tooMuchUntil !== undefined && tooMuchUntil > from + 1) {
      return [{ from, to: Math.ceil((from + tooMuchUntil) / 2) }];
    }
    const count = this.#isSequential ? 1 : this.#slicesWanted(rest);
    const spans: ClosedSpan[] = [];
    for (let start = from; spans.length < count && start < this.#until; ) {
      const end = endOf(this.#forecast, start, contacts, this.#until);
      const to = Math.min(Math.max(end, start + 1), this.#until);
      spans.push({ from: start, to });
      start = to;
    }
    return spans;
  }

  #firstSpans(from: number): ClosedSpan[] {
    const ends = firstEnds(this.#forecast, from, this.#contactsOfSlice);
    const [first = Math.ceil((from + this.#until) / 2), second = 0] = ends;
    const to = Math.min(Math.max(first, from + 1), this.#until);
    const next = { from: to, to: Math.min(second, this.#until) };
    return this.#isSequential || next.to <= next.from ? [{ from, to }] : [{ from, to }, next];
  }

  get #isSequential(): boolean {
    return this.#tokens.areOnShortPages || !canSlice(this.#options.pageSize);
  }

  get #contactsOfSlice(): number {
    const { pageSize } = this.#options;
    return this.#isSequential ? FIRST_LARGE * pageSize : Math.max(SLICE * pageSize, 1);
  }

  #slicesWanted(rest: number | undefined): number {
    const { pageSize, onePage } = this.#options;
    const missing = Math.max(pageSize - this.#read, 0);
    const wanted = onePage || missing > 0 ? missing : (rest ?? Number.POSITIVE_INFINITY);
    return Math.min(Math.max(Math.ceil(wanted / (SLICE * pageSize)), 1), MAX_ASKS_AT_ONCE);
  }
}
