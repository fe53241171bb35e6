/** Numbers that look random and repeat exactly for the same seed. */
export interface Random {
  /** 0 ≤ n < 1. */
  next(): number;
  /** A whole number, 0 ≤ n < `below`. */
  below(below: number): number;
  pick<T>(choices: readonly T[]): T;
  /** An id as Qualtrics makes them: `prefix` and 15 letters and digits. */
  id(prefix: string): string;
  uuid(): string;
}

export const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const ID_LENGTH = 15;

/** Random numbers that follow from the seed alone. */
export function seededRandom(seed: number): Random {
  return new SeededRandom(seed);
}

/** A class, since a survey makes one for each of a million responses, and closures would cost more than the numbers. */
class SeededRandom implements Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    const state = this.#state;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)] as T;
  }

  id(prefix: string): string {
    let id = prefix;
    for (let length = 0; length < ID_LENGTH; length += 1) id += LETTERS.charAt(this.below(LETTERS.length));
    return id;
  }

  uuid(): string {
    return 'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx'.replace(/x/g, () => this.below(16).toString(16));
  }
}
