import type { FileHandle } from 'node:fs/promises';
import { readInto, writeBytes } from '../files/bytesAt.js';
import { compareVersions, type ResponseVersion } from './position.js';
import { type IndexedRow, type RowPlace, RowRecords, rowsIn } from './rowRecords.js';
import { type Block, mergedInOrder } from './sortedRuns.js';

/** Rows to deliver together. */
export interface RowPage {
  readonly rows: readonly RowPlace[];
  /** The last row's; `undefined` when rows without a time end the page. */
  readonly last: ResponseVersion | undefined;
}

/** How large a page may be: so many rows, and so many bytes unless it is a single row. */
export interface PageLimits {
  readonly maxRows: number;
  readonly maxBytes: number;
}

/** Rows in order, in blocks of which one at a time is read. */
interface Run {
  readonly blocks: Block<IndexedRow>[];
  last: IndexedRow | undefined;
}

/** So many rows take less than a megabyte. */
const ROWS_IN_MEMORY = 16_384;
/** Small, since one block of every run is in memory. */
const ROWS_IN_BLOCK = 128;

/**
 * Where each row of a file stands, in the order of delivery. Some thousand rows are held in memory; what is more goes
 * into a file in sorted runs, which are merged as they are read, so that memory does not grow with the number of rows.
 * Rows that come in order, as those of exports do as a rule, make one single run. Fill it with `add`, then read `pages`
 * once.
 */
export class RowIndex {
  readonly #file: () => Promise<FileHandle>;
  readonly #rowsInMemory: number;
  readonly #runs: Run[] = [];
  readonly #held = new RowRecords();
  #size = 0;
  #bytesWritten = 0;

  /** `file` is asked for once memory does not suffice; it belongs to this index as long as that is used. */
  constructor(file: () => Promise<FileHandle>, rowsInMemory = ROWS_IN_MEMORY) {
    this.#file = file;
    this.#rowsInMemory = rowsInMemory;
  }

  /** Rows so far; one that an export lists twice counts twice. */
  get size(): number {
    return this.#size;
  }

  /**
   * Takes in a row; one without a `version` comes before all others, in the order in which they were added.
   * Throws the file system's errors.
   */
  async add(version: ResponseVersion | undefined, place: RowPlace): Promise<void> {
    this.#held.add({ version, place });
    this.#size += 1;
    if (this.#held.count >= this.#rowsInMemory) await this.#putAway();
  }

  /** All rows in order, page by page; a version that stands in the file twice comes once. Throws the file system's errors. */
  async *pages({ maxRows, maxBytes }: PageLimits): AsyncGenerator<RowPage, undefined> {
    let rows: RowPlace[] = [];
    let bytes = 0;
    let last: IndexedRow | undefined;
    for await (const row of this.#mergedInOrder()) {
      const { length } = row.place;
      if (last?.version && compareRows(last, row) === 0) continue;
      if (rows.length === maxRows || (rows.length > 0 && bytes + length > maxBytes)) {
        yield { rows, last: last?.version };
        rows = [];
        bytes = 0;
      }
      rows.push(row.place);
      bytes += length;
      last = row;
    }
    if (rows.length > 0) yield { rows, last: last?.version };
  }

  #mergedInOrder(): AsyncGenerator<IndexedRow> {
    const held = [...this.#held.takeSorted(ROWS_IN_BLOCK)].map((bytes) => async () => rowsIn(bytes));
    return mergedInOrder([...this.#runs.map(({ blocks }) => blocks), held], compareRows);
  }

  async #putAway(): Promise<void> {
    const file = await this.#file();
    let run: Run | undefined;
    for (const bytes of this.#held.takeSorted(ROWS_IN_BLOCK)) {
      const rows = rowsIn(bytes);
      run ??= this.#runFor(rows);
      await writeBytes(file, bytes, this.#bytesWritten);
      run.blocks.push(blockAt(file, this.#bytesWritten, bytes.length));
      run.last = rows.at(-1);
      this.#bytesWritten += bytes.length;
    }
  }

  /** The run that ended last where these rows go on behind it, else a new one. */
  #runFor([first]: readonly IndexedRow[]): Run {
    const before = this.#runs.at(-1);
    if (before?.last && first && compareRows(before.last, first) <= 0) return before;
    const run: Run = { blocks: [], last: undefined };
    this.#runs.push(run);
    return run;
  }
}

function blockAt(file: FileHandle, offset: number, length: number): Block<IndexedRow> {
  return async () => {
    const bytes = Buffer.allocUnsafe(length);
    await readInto(bytes, file, offset, length);
    return rowsIn(bytes);
  };
}

function compareRows({ version: a }: IndexedRow, { version: b }: IndexedRow): number {
  if (a && b) return compareVersions(a, b);
  return Number(a !== undefined) - Number(b !== undefined);
}
