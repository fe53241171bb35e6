import type { Answer, Ask, Span } from '../../src/polling/plan/conversation.js';
import { tokenOfOffset } from '../../src/polling/plan/conversation.js';
import type { Row } from '../../src/polling/plan/position.js';
import { seededRandom } from '../sandbox/brand/random.js';

/** A contact is its own version here: who, and when it was last changed. */
export type Version = Row<string>;

interface Change {
  readonly visibleAt: number;
  readonly id: string;
  /** Absent: deleted. */
  readonly time: Time | undefined;
}

/** When a contact was last changed. */
export interface Time {
  readonly second: number;
  readonly millisecond: number;
}

const REMEMBERED_ANSWERS = 4;

/**
 * What the token of a page is:
 * - `offset`: the base64 of where the next page begins, on full pages, as Qualtrics' own examples have it;
 * - `opaque`: the same, but nobody can tell;
 * - `on every page`: also on one that is not full;
 * - `on empty pages, too`: tokens never end;
 * - `by page size`: on every page, as if each were as large as asked for;
 * - `in a circle`: the last page leads back to the first.
 */
export const TOKEN_RULES = [
  'offset',
  'opaque',
  'on every page',
  'on empty pages, too',
  'by page size',
  'in a circle',
] as const;
export type TokenRule = (typeof TOKEN_RULES)[number];

/**
 * A directory and its search index, without HTTP: pages by offset over live data, in an order that has nothing to do
 * with time, later than the writes by whatever lag each has. Seconds since 1970 throughout.
 */
export class SimulatedDirectory {
  now: number;
  /** What really is: id → time of the last change. */
  readonly truth = new Map<string, Time>();
  searches = 0;
  tokenRule: TokenRule = 'offset';
  /** Contacts a page, whatever is asked for. */
  largestPage = Number.POSITIVE_INFINITY;
  /** Whether answers tell when a contact was created that is written from now on, and a search can ask for that, too. */
  tellsCreation = false;
  /** Chance that a page leaves out a contact, though its place is counted and more follow. */
  dropping = 0;
  /** Whether the time of a change is told to the millisecond, not the second. */
  tellsMilliseconds = false;
  #writes = 0;
  /** id → what answers tell of it. */
  readonly #index = new Map<string, Version>();
  #pending: Change[] = [];
  #answers = new Map<string, Version[]>();
  readonly #created = new Map<string, number>();
  readonly #random = seededRandom(1);

  constructor(now: number) {
    this.now = now;
  }

  /** Creates or changes a contact now; the index shows it `lag` seconds later, and never before an earlier change. */
  write(id: string, lag: number): void {
    this.#writes += 1;
    const time = { second: this.now, millisecond: this.tellsMilliseconds ? this.#writes % 1000 : 0 };
    this.truth.set(id, time);
    if (!this.#created.has(id)) this.#created.set(id, this.now);
    this.#pending.push({ visibleAt: this.now + lag, id, time });
  }

  delete(id: string, lag: number): void {
    this.truth.delete(id);
    this.#pending.push({ visibleAt: this.now + lag, id, time: undefined });
  }

  /** Lets two contacts change places in the index: its order is nobody's promise. */
  swap(one: string, other: string): void {
    const rows = [...this.#index];
    const [at, to] = [one, other].map((id) => rows.findIndex(([known]) => known === id)) as [number, number];
    const [first, second] = [rows[at], rows[to]];
    if (!first || !second) return;
    rows[at] = second;
    rows[to] = first;
    this.#index.clear();
    for (const [id, version] of rows) this.#index.set(id, version);
    this.#answers = new Map();
  }

  /** A contact of long ago; `created`: when, if not at its last change. */
  seed(id: string, second: number, created = second): void {
    this.#created.set(id, created);
    this.truth.set(id, { second, millisecond: 0 });
    this.#show(id, { second, millisecond: 0 });
  }

  answer({ from, to, offset, token, other }: Ask, pageSize: number): Answer<string> {
    this.searches += 1;
    if (token === undefined && offset > 0 && this.tokenRule === 'opaque') throw new Error('Invalid skipToken');
    const start = token === undefined ? offset : this.#offsetOf(token);
    if (start + pageSize > 10_000) throw new Error('BRE_0.5');
    const size = Math.min(pageSize, this.largestPage);
    const matches = this.#matches(from, to ?? Number.POSITIVE_INFINITY, other);
    const places = matches.slice(start, start + size);
    const isFull = places.length === size;
    const isDropping = this.dropping > 0 && matches.length > start + size;
    const rows = isDropping ? places.filter((_, at) => at === 0 || this.#random.next() >= this.dropping) : places;
    const next = this.#nextOffset(start, places.length, isFull, pageSize);
    return { rows, token: next === undefined ? undefined : this.#tokenOf(next), askedAtMs: this.now * 1000 };
  }

  #nextOffset(start: number, found: number, isFull: boolean, pageSize: number): number | undefined {
    const next = start + found;
    switch (this.tokenRule) {
      case 'on every page':
        return found > 0 ? next : undefined;
      case 'on empty pages, too':
        return next;
      case 'by page size':
        return found > 0 ? start + pageSize : undefined;
      case 'in a circle':
        return isFull ? next : 0;
      default:
        return isFull ? next : undefined;
    }
  }

  #show(id: string, { second, millisecond }: Time): void {
    const otherSecond = this.tellsCreation ? (this.#created.get(id) ?? 0) : undefined;
    this.#index.set(id, { id, second, millisecond, contact: id, otherSecond });
  }

  #matches(from: number, to: number, other: Span | undefined): Version[] {
    this.#catchUp();
    const key = `${from} ${to} ${other?.from} ${other?.to}`;
    let matches = this.#answers.get(key);
    if (!matches) {
      matches = [];
      for (const version of this.#index.values()) {
        if (version.second < from || version.second >= to) continue;
        if (other && !this.#wasCreatedIn(other, version.id)) continue;
        matches.push(version);
      }
      const [oldest] = this.#answers.keys();
      if (oldest !== undefined && this.#answers.size >= REMEMBERED_ANSWERS) this.#answers.delete(oldest);
      this.#answers.set(key, matches);
    }
    return matches;
  }

  #wasCreatedIn({ from, to = Number.POSITIVE_INFINITY }: Span, id: string): boolean {
    const created = this.#created.get(id) ?? 0;
    return created >= from && created < to;
  }

  #catchUp(): void {
    const late: Change[] = [];
    const lateIds = new Set<string>();
    for (const change of this.#pending) {
      if (change.visibleAt > this.now || lateIds.has(change.id)) {
        late.push(change);
        lateIds.add(change.id);
      } else {
        if (change.time === undefined) this.#index.delete(change.id);
        else this.#show(change.id, change.time);
        this.#answers = new Map();
      }
    }
    this.#pending = late;
  }

  #tokenOf(offset: number): string {
    return this.tokenRule === 'opaque' ? `page after ${offset}` : tokenOfOffset(offset);
  }

  #offsetOf(token: string): number {
    return this.tokenRule === 'opaque'
      ? Number(token.replace('page after ', ''))
      : Number(Buffer.from(token, 'base64').toString());
  }
}
