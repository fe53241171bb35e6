import type { Books } from './books.js';

/** Keeps count of what came, each of which must come once; after a kill, what was on its way may come once more. */
export class Deliveries {
  readonly #name: string;
  readonly #books: Books;
  readonly #mostOnTheWay: number;
  readonly #times = new Map<string, number>();
  readonly #allowed = new Map<string, number>();
  #onTheWay: string[] = [];

  /** `mostOnTheWay`: so many may be given out and not yet confirmed by a snapshot or an acknowledgement. */
  constructor(name: string, books: Books, mostOnTheWay: number) {
    this.#name = name;
    this.#books = books;
    this.#mostOnTheWay = mostOnTheWay;
  }

  take(version: string): void {
    this.#times.set(version, (this.#times.get(version) ?? 0) + 1);
    this.#onTheWay.push(version);
  }

  /** A snapshot came: what was given out before stays behind it. */
  settle(): void {
    this.#onTheWay = [];
  }

  /** The process was killed: what is on its way may come again. */
  killed(): void {
    for (const version of this.#onTheWay.slice(-this.#mostOnTheWay)) {
      this.#allowed.set(version, (this.#allowed.get(version) ?? 1) + 1);
    }
    this.#onTheWay = [];
  }

  get size(): number {
    return this.#times.size;
  }

  /** Each of `expected` came, and nothing more often than it may. */
  audit(expected: Iterable<string>): void {
    for (const version of expected) {
      if (!this.#times.has(version)) this.#books.note('lost', `${this.#name}: ${version} never came`);
    }
    for (const [version, times] of this.#times) {
      const allowed = this.#allowed.get(version) ?? 1;
      if (times > allowed) this.#books.note('doubled', `${this.#name}: ${version} came ${times} times`);
      this.#books.excused += Math.min(times, allowed) - 1;
    }
  }
}
