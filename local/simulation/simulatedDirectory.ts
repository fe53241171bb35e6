import type { Answer, Ask } from '../../src/polling/plan/conversation.js';
import { tokenOfOffset } from '../../src/polling/plan/conversation.js';
import type { Row } from '../../src/polling/plan/position.js';

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
 * A directory and its search index, without HTTP: pages by offset over live data, in an order that has nothing to do
 * with time, later than the writes by whatever lag each has. Seconds since 1970 throughout.
 */
export class SimulatedDirectory {
  now: number;
  /** What really is: id → time of the last change. */
  readonly truth = new Map<string, Time>();
  searches = 0;
  /** Whether tokens are the base64 of offsets. */
  tokensAreOffsets = true;
  /** Whether the time of a change is told to the millisecond, not the second. */
  tellsMilliseconds = false;
  #writes = 0;
  readonly #index = new Map<string, Time>();
  #pending: Change[] = [];
  #answers = new Map<string, Version[]>();

  constructor(now: number) {
    this.now = now;
  }

  /** Creates or changes a contact now; the index shows it `lag` seconds later, and never before an earlier change. */
  write(id: string, lag: number): void {
    this.#writes += 1;
    const time = { second: this.now, millisecond: this.tellsMilliseconds ? this.#writes % 1000 : 0 };
    this.truth.set(id, time);
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
    for (const [id, time] of rows) this.#index.set(id, time);
    this.#answers = new Map();
  }

  /** A contact of long ago. */
  seed(id: string, second: number): void {
    this.truth.set(id, { second, millisecond: 0 });
    this.#index.set(id, { second, millisecond: 0 });
  }

  answer({ from, to, offset, token }: Ask, pageSize: number): Answer<string> {
    this.searches += 1;
    if (token === undefined && offset > 0 && !this.tokensAreOffsets) throw new Error('Invalid skipToken');
    const start = token === undefined ? offset : this.#offsetOf(token);
    if (start + pageSize > 10_000) throw new Error('BRE_0.5');
    const matches = this.#matches(from, to ?? Number.POSITIVE_INFINITY);
    const rows = matches.slice(start, start + pageSize);
    const isFull = rows.length === pageSize;
    return { rows, token: isFull ? this.#tokenOf(start + pageSize) : undefined, askedAtMs: this.now * 1000 };
  }

  #matches(from: number, to: number): Version[] {
    this.#catchUp();
    const key = `${from} ${to}`;
    let matches = this.#answers.get(key);
    if (!matches) {
      matches = [];
      for (const [id, time] of this.#index) {
        if (time.second >= from && time.second < to) matches.push({ id, ...time, contact: id });
      }
      const [oldest] = this.#answers.keys();
      if (oldest !== undefined && this.#answers.size >= REMEMBERED_ANSWERS) this.#answers.delete(oldest);
      this.#answers.set(key, matches);
    }
    return matches;
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
        else this.#index.set(change.id, change.time);
        this.#answers = new Map();
      }
    }
    this.#pending = late;
  }

  #tokenOf(offset: number): string {
    return this.tokensAreOffsets ? tokenOfOffset(offset) : `page after ${offset}`;
  }

  #offsetOf(token: string): number {
    return this.tokensAreOffsets
      ? Number(Buffer.from(token, 'base64').toString())
      : Number(token.replace('page after ', ''));
  }
}
