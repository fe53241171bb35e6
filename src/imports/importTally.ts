import type { ImportCounts } from '../qualtrics/api/contactImports.js';
import { type ImportBatch, rangeOf } from './batches.js';
import { OutcomeUnknown } from './importJob.js';

/** An import could not go on. The message says why, which rows are done, and where to go on. */
export class ImportStopped extends Error {
  override readonly name = 'ImportStopped';

  /** The same with the address of the report on what is done. */
  withReport(url: string): ImportStopped {
    return new ImportStopped(`${this.message} The report on what is done is at ${url}.`, { cause: this.cause });
  }
}

/** Keeps count of what became of the rows, and says how far it is. */
export class ImportTally {
  readonly #rowCount: number;
  #counts = { total: 0, added: 0, updated: 0, failed: 0 };
  #doneUntil = 0;
  #underWay = '';
  /** The first row that was left out since the time was up. */
  firstLeftOut: number | undefined;

  constructor(rowCount: number) {
    this.#rowCount = rowCount;
  }

  get counts(): { readonly total: number } & ImportCounts {
    return this.#counts;
  }

  /** A line for the log. */
  get progress(): string {
    return `Importing contacts: ${this.#doneUntil} of ${this.#rowCount} rows are done${this.#underWay}.`;
  }

  underWay({ rows }: ImportBatch, percent: number | undefined): void {
    this.#underWay = `; ${rangeOf(rows)} under way${percent === undefined ? '' : `, ${percent} percent`}`;
  }

  /** Counts a batch: what became of the rows that were sent, and those that were bad from the start. */
  add({ rows, bad }: ImportBatch, { added, updated, failed }: ImportCounts): void {
    this.#counts = {
      total: this.#counts.total + rows.length + bad.length,
      added: this.#counts.added + added,
      updated: this.#counts.updated + updated,
      failed: this.#counts.failed + failed + bad.length,
    };
    if (this.firstLeftOut === undefined) this.#doneUntil = this.#counts.total;
    this.#underWay = '';
  }

  /** What to throw when a batch could not be imported. */
  stopped({ rows }: ImportBatch, error: unknown): unknown {
    if (!(error instanceof Error)) return error;
    const done = this.#doneUntil;
    const before = done === 0 ? '' : ` ${capital(rangeOf([1, done]))} ${done === 1 ? 'is' : 'are'} done`;
    if (error instanceof OutcomeUnknown) {
      const unsure = `${capital(rangeOf(rows))} may or may not be imported, and none after.`;
      return new ImportStopped(`${error.message} ${unsure}${before && `${before}.`}`, { cause: error });
    }
    if (done === 0) return error;
    return new ImportStopped(`${error.message}${before}: go on from row ${done + 1}.`, { cause: error });
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
