import type { ResponseVersion } from './position.js';

/** Where a row's bytes are in a file. */
export interface RowPlace {
  readonly offset: number;
  readonly length: number;
}

/** What an index knows of a row. */
export interface IndexedRow {
  readonly version: ResponseVersion | undefined;
  readonly place: RowPlace;
}

/** Time, offset, length of the row, length of the id; the id's UTF-8 follows. */
const TIME = 0;
const OFFSET = 8;
const LENGTH = 16;
const ID_LENGTH = 20;
const ID = 22;

/** A row without a version comes before all others. */
const NO_TIME = Number.NEGATIVE_INFINITY;

const FIRST_CAPACITY = 16 * 1024;

/**
 * Rows of an index as bytes, of which one buffer is used again and again: as objects, a million of them would be held
 * just long enough to be costly to collect.
 */
export class RowRecords {
  #bytes = Buffer.allocUnsafe(FIRST_CAPACITY);
  #end = 0;
  #starts: number[] = [];
  #isInOrder = true;

  get count(): number {
    return this.#starts.length;
  }

  add({ version, place }: IndexedRow): void {
    const { timeMs, responseId } = version ?? { timeMs: NO_TIME, responseId: '' };
    const idLength = Buffer.byteLength(responseId);
    this.#makeRoom(ID + idLength);
    const start = this.#end;
    this.#bytes.writeDoubleLE(timeMs, start + TIME);
    this.#bytes.writeDoubleLE(place.offset, start + OFFSET);
    this.#bytes.writeUInt32LE(place.length, start + LENGTH);
    this.#bytes.writeUInt16LE(idLength, start + ID_LENGTH);
    this.#bytes.write(responseId, start + ID);
    const before = this.#starts.at(-1);
    this.#starts.push(start);
    this.#end += ID + idLength;
    if (before !== undefined && this.#compare(before, start) > 0) this.#isInOrder = false;
  }

  /** All rows in order, so many at a time, equal ones as they were added; then there are none. For {@link rowsIn}. */
  *takeSorted(rowsAtOnce: number): Generator<Buffer> {
    const starts = this.#isInOrder ? this.#starts : this.#starts.sort((a, b) => this.#compare(a, b) || a - b);
    for (let first = 0; first < starts.length; first += rowsAtOnce) {
      yield Buffer.concat(starts.slice(first, first + rowsAtOnce).map((start) => this.#record(start)));
    }
    this.#starts = [];
    this.#end = 0;
    this.#isInOrder = true;
  }

  #record(start: number): Buffer {
    return this.#bytes.subarray(start, this.#endOf(start));
  }

  #endOf(start: number): number {
    return start + ID + this.#bytes.readUInt16LE(start + ID_LENGTH);
  }

  /** As `compareVersions`. */
  #compare(a: number, b: number): number {
    const [timeA, timeB] = [this.#bytes.readDoubleLE(a + TIME), this.#bytes.readDoubleLE(b + TIME)];
    if (timeA !== timeB) return timeA < timeB ? -1 : 1;
    return this.#bytes.compare(this.#bytes, b + ID, this.#endOf(b), a + ID, this.#endOf(a));
  }

  #makeRoom(size: number): void {
    if (this.#end + size <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#end + size));
    this.#bytes.copy(larger, 0, 0, this.#end);
    this.#bytes = larger;
  }
}

/** The rows that {@link RowRecords} has put into these bytes. */
export function rowsIn(bytes: Buffer): IndexedRow[] {
  const rows: IndexedRow[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = start + ID + bytes.readUInt16LE(start + ID_LENGTH);
    const timeMs = bytes.readDoubleLE(start + TIME);
    const version = timeMs === NO_TIME ? undefined : { timeMs, responseId: bytes.toString('utf8', start + ID, end) };
    const place = { offset: bytes.readDoubleLE(start + OFFSET), length: bytes.readUInt32LE(start + LENGTH) };
    rows.push({ version, place });
    start = end;
  }
  return rows;
}
