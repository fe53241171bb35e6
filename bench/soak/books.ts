/** How often a step was asked for something, and how often that ended with an error. */
export interface Counts {
  done: number;
  errors: number;
}

type Wrong = 'lost' | 'doubled' | 'grown';

const SHOWN_WRONGS = 30;
const SHOWN_ERRORS = 40;

/** The books of a soak: what was done, which errors were reported, and what is not as it must be. */
export class Books {
  readonly #counts = new Map<string, Counts>();
  readonly #wrong = { lost: 0, doubled: 0, grown: 0 };
  readonly #wrongs: string[] = [];
  readonly #errors = new Map<string, number>();
  /** What came twice because a process was killed while it was on its way. */
  excused = 0;
  retries = 0;
  kills = 0;

  count(step: string, error?: string): void {
    const counts = this.counts(step);
    if (error === undefined) counts.done += 1;
    else {
      counts.errors += 1;
      const kind = `${step}: ${withoutIds(error)}`;
      this.#errors.set(kind, (this.#errors.get(kind) ?? 0) + 1);
    }
  }

  counts(step: string): Counts {
    const counts = this.#counts.get(step) ?? { done: 0, errors: 0 };
    this.#counts.set(step, counts);
    return counts;
  }

  /** Something is lost, or there twice, or has grown; told at once, for a soak is long. */
  note(wrong: Wrong, what: string): void {
    this.#wrong[wrong] += 1;
    if (this.#wrongs.length >= SHOWN_WRONGS) return;
    this.#wrongs.push(what);
    console.log(`${wrong}: ${what}`);
  }

  get isFine(): boolean {
    return Object.values(this.#wrong).every((times) => times === 0);
  }

  /** One line of everything so far. */
  summary(): string {
    const total = { done: 0, errors: 0 };
    for (const { done, errors } of this.#counts.values()) {
      total.done += done;
      total.errors += errors;
    }
    const { retries, kills, excused } = this;
    return JSON.stringify({ ...total, retries, kills, excused, ...this.#wrong });
  }

  print(): void {
    for (const [step, { done, errors }] of this.#counts) {
      console.log(`${step.padEnd(34)} ${String(done).padStart(7)}, and ${errors} that ended with an error`);
    }
    const { retries, kills, excused } = this;
    console.log(`retries ${retries}, processes killed ${kills}, repeated by that ${excused}`);
    for (const [wrong, times] of Object.entries(this.#wrong)) console.log(`${wrong.padEnd(7)} ${times}`);
    const errors = [...this.#errors].sort(([, one], [, other]) => other - one).slice(0, SHOWN_ERRORS);
    for (const [error, times] of errors) console.log(`  ${times} × ${error}`);
  }
}

/** Errors of one kind are one line. */
function withoutIds(error: string): string {
  return error
    .replace(/\b[A-Z]{1,4}_\w{8,}/g, '…')
    .replace(/"[^"]*\d[^"]*"/g, '"…"')
    .replace(/\d+/g, 'N')
    .slice(0, 240);
}
