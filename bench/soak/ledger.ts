import type { ContactDirectory } from '../../local/sandbox/brand/contactDirectory.js';

/** How often each thing was done, and how often it ended with an error. */
export interface Counts {
  readonly done: number;
  readonly errors: number;
}

export type Deed = 'upserts' | 'lookups' | 'exports' | 'polls';

/** Keeps the books of a soak: what was done, and what must therefore be. */
export class Ledger {
  readonly #counts = new Map<Deed, { done: number; errors: number }>();
  /** Key → the values its contact may have now: the last one written for sure, and those whose outcome is open. */
  readonly #written = new Map<string, string[]>();
  /** Contact and time of its last change → how often it was delivered. */
  readonly #delivered = new Map<string, number>();
  #retried = 0;
  #lost = 0;
  #doubled = 0;

  count(deed: Deed, outcome: keyof Counts): void {
    const counts = this.#counts.get(deed) ?? { done: 0, errors: 0 };
    counts[outcome] += 1;
    this.#counts.set(deed, counts);
  }

  countRetry(): void {
    this.#retried += 1;
  }

  /** Something is not what it must be. */
  note(wrong: 'lost' | 'doubled'): void {
    if (wrong === 'lost') this.#lost += 1;
    else this.#doubled += 1;
  }

  /** A value was written under a key; `isSure` unless the step ended with an error. */
  write(key: string, value: string, isSure: boolean): void {
    this.#written.set(key, isSure ? [value] : [...(this.#written.get(key) ?? []), value]);
  }

  deliver(contactId: string, lastModified: string): void {
    const version = `${contactId} ${lastModified}`;
    this.#delivered.set(version, (this.#delivered.get(version) ?? 0) + 1);
  }

  /** Holds the books against the directory's own: every key one contact with a value it may have, every change delivered once. */
  audit(directory: ContactDirectory): void {
    const contacts = [...directory.contacts.values()];
    for (const [key, values] of this.#written) {
      const found = contacts.filter(({ extRef }) => extRef === key);
      if (found.length > 1) this.note('doubled');
      const isSure = values.length === 1;
      const isRight = found.length === 0 ? !isSure : values.includes(String(found[0]?.firstName));
      if (!isRight) this.note('lost');
    }
    for (const { id, lastModified } of contacts) {
      const second = new Date(Math.floor(lastModified / 1000) * 1000).toISOString();
      if (!this.#delivered.has(`${id} ${second}`)) this.note('lost');
    }
    for (const times of this.#delivered.values()) if (times > 1) this.note('doubled');
  }

  get isFine(): boolean {
    return this.#lost === 0 && this.#doubled === 0;
  }

  /** One line of everything so far. */
  summary(): string {
    const { retried, lost, doubled } = this.totals();
    return JSON.stringify({ ...Object.fromEntries(this.#counts), retried, lost, doubled });
  }

  totals(): { readonly retried: number; readonly delivered: number; readonly lost: number; readonly doubled: number } {
    const delivered = [...this.#delivered.values()].reduce((sum, times) => sum + times, 0);
    return { retried: this.#retried, delivered, lost: this.#lost, doubled: this.#doubled };
  }

  counts(deed: Deed): Counts {
    return this.#counts.get(deed) ?? { done: 0, errors: 0 };
  }
}
