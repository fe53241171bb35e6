import type { FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { writeBytes } from '../files/bytesAt.js';
import { contentsOf } from '../files/fileContents.js';

/** A line of the report: what became of a row. */
export interface ReportLine {
  readonly row: number;
  readonly contactId?: string | undefined;
  /** As Qualtrics calls it; `failed`, `notDone` and `notReported` are ours. */
  readonly status: string;
  readonly code?: string | undefined;
  readonly reason?: string | undefined;
}

/** A row that was not imported, and why. */
export interface RowFailure {
  readonly row: number;
  readonly reason: string;
}

const MAX_FAILURES = 100;

/** So that memory never holds the text of a whole batch. */
const LINES_AT_ONCE = 500;

/** The report of an import: JSON lines in an open file, so that memory does not grow with the rows. */
export class ImportReport {
  readonly #file: FileHandle;
  readonly #failures: RowFailure[] = [];
  #size = 0;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  /** The first hundred rows that have a reason. */
  get failures(): readonly RowFailure[] {
    return this.#failures;
  }

  /** In bytes. */
  get size(): number {
    return this.#size;
  }

  /** Adds lines, in the order of their rows. */
  async add(lines: readonly ReportLine[]): Promise<void> {
    const ordered = [...lines].sort((a, b) => a.row - b.row);
    for (const { row, reason } of ordered) {
      if (reason !== undefined && this.#failures.length < MAX_FAILURES) this.#failures.push({ row, reason });
    }
    for (let from = 0; from < ordered.length; from += LINES_AT_ONCE) {
      const some = ordered.slice(from, from + LINES_AT_ONCE);
      const bytes = Buffer.from(some.map((line) => `${JSON.stringify(line)}\n`).join(''));
      await writeBytes(this.#file, bytes, this.#size);
      this.#size += bytes.length;
    }
  }

  /** All of it, from the beginning; as often as needed while the file is open. */
  open(): Readable {
    return contentsOf(this.#file);
  }
}
