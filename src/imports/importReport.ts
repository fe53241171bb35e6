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

/** Our choice: enough to see what is wrong, small enough for any message; the report has all of them. */
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

  /** Adds lines, each of the two in the order of their rows; together they are put into it. */
  async add(lines: Iterable<ReportLine>, others: readonly ReportLine[] = []): Promise<void> {
    let text = '';
    let count = 0;
    for (const line of inOrder(lines, others)) {
      const { row, reason } = line;
      if (reason !== undefined && this.#failures.length < MAX_FAILURES) this.#failures.push({ row, reason });
      text += `${JSON.stringify(line)}\n`;
      count += 1;
      if (count % LINES_AT_ONCE !== 0) continue;
      await this.#write(text);
      text = '';
    }
    await this.#write(text);
  }

  async #write(text: string): Promise<void> {
    const bytes = Buffer.from(text);
    await writeBytes(this.#file, bytes, this.#size);
    this.#size += bytes.length;
  }

  /** All of it, from the beginning; as often as needed while the file is open. */
  open(): Readable {
    return contentsOf(this.#file);
  }
}

function* inOrder(lines: Iterable<ReportLine>, others: readonly ReportLine[]): Generator<ReportLine> {
  let next = 0;
  for (const line of lines) {
    for (let other = others[next]; other && other.row < line.row; other = others[next]) {
      yield other;
      next += 1;
    }
    yield line;
  }
  yield* others.slice(next);
}
