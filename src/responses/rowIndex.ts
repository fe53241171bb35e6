import type { Version } from './position.js';

/** Where a row's bytes are in a file. */
export interface RowPlace {
  readonly offset: number;
  readonly length: number;
}

/** Rows to deliver together. */
export interface RowPage {
  readonly rows: readonly RowPlace[];
  /** The last row's; `undefined` when rows without a time end the page. */
  readonly last: Version | undefined;
}

/** How large a page may be: so many rows, and so many bytes unless it is a single row. */
export interface PageLimits {
  readonly maxRows: number;
  readonly maxBytes: number;
}

const FIRST_CAPACITY = 1024;

/**
 * Where each row of a file stands, in the order of delivery, without the rows: about 45 bytes for each, in typed
 * arrays, so that a million rows take 45 MB. Fill it with `add`, then read its `pages`.
 */
export class RowIndex {
  #size = 0;
  #idBytes = 0;
  /** -Infinity for a row without a time. */
  #times = new Float64Array(FIRST_CAPACITY);
  #offsets = new Float64Array(FIRST_CAPACITY);
  #lengths = new Uint32Array(FIRST_CAPACITY);
  /** Where each id ends in `#ids`; it begins where the one before it ends. */
  #idEnds = new Uint32Array(FIRST_CAPACITY);
  #ids = Buffer.alloc(FIRST_CAPACITY * 16);
  #isInOrder = true;

  /** Rows so far; one that an export lists twice counts twice. */
  get size(): number {
    return this.#size;
  }

  /** Takes in a row; one without a `version` comes before all others, in the order in which they were added. */
  add(version: Version | undefined, place: RowPlace): void {
    this.#makeRoom(version?.responseId.length ?? 0);
    const row = this.#size;
    this.#times[row] = version?.timeMs ?? Number.NEGATIVE_INFINITY;
    this.#offsets[row] = place.offset;
    this.#lengths[row] = place.length;
    this.#idBytes += this.#ids.write(version?.responseId ?? '', this.#idBytes);
    this.#idEnds[row] = this.#idBytes;
    this.#size += 1;
    if (row > 0 && this.#compare(row - 1, row) > 0) this.#isInOrder = false;
  }

  /** All rows in order, page by page; a version that stands in the file twice comes once. */
  *pages({ maxRows, maxBytes }: PageLimits): Generator<RowPage> {
    let rows: RowPlace[] = [];
    let bytes = 0;
    let last: number | undefined;
    for (const row of this.#inOrder()) {
      const length = this.#lengths[row] ?? 0;
      if (last !== undefined && this.#isSameVersion(last, row)) continue;
      if (rows.length === maxRows || (rows.length > 0 && bytes + length > maxBytes)) {
        yield { rows, last: this.#version(last) };
        rows = [];
        bytes = 0;
      }
      rows.push({ offset: this.#offsets[row] ?? 0, length });
      bytes += length;
      last = row;
    }
    if (rows.length > 0) yield { rows, last: this.#version(last) };
  }

  #inOrder(): Iterable<number> {
    const order = new Uint32Array(this.#size).map((_, row) => row);
    // Sorting takes as much memory again; exports come in order as a rule.
    return this.#isInOrder ? order : order.sort((a, b) => this.#compare(a, b) || a - b);
  }

  /** As `compareVersions`, by the bytes of the ids. */
  #compare(a: number, b: number): number {
    const [timeA = 0, timeB = 0] = [this.#times[a], this.#times[b]];
    if (timeA !== timeB) return timeA - timeB;
    return this.#ids.compare(this.#ids, this.#idStart(b), this.#idEnds[b], this.#idStart(a), this.#idEnds[a]);
  }

  #isSameVersion(a: number, b: number): boolean {
    return this.#times[a] !== Number.NEGATIVE_INFINITY && this.#compare(a, b) === 0;
  }

  #version(row: number | undefined): Version | undefined {
    const timeMs = row === undefined ? Number.NEGATIVE_INFINITY : (this.#times[row] ?? 0);
    if (row === undefined || timeMs === Number.NEGATIVE_INFINITY) return undefined;
    return { timeMs, responseId: this.#ids.toString('utf8', this.#idStart(row), this.#idEnds[row]) };
  }

  #idStart(row: number): number {
    return row === 0 ? 0 : (this.#idEnds[row - 1] ?? 0);
  }

  /** Room for one more row, with an id of so many characters. */
  #makeRoom(idCharacters: number): void {
    const capacity = this.#times.length * 2;
    if (this.#size === this.#times.length) {
      this.#times = copied(new Float64Array(capacity), this.#times);
      this.#offsets = copied(new Float64Array(capacity), this.#offsets);
      this.#lengths = copied(new Uint32Array(capacity), this.#lengths);
      this.#idEnds = copied(new Uint32Array(capacity), this.#idEnds);
    }
    const needed = this.#idBytes + idCharacters * 3;
    if (needed > this.#ids.length) this.#ids = copied(Buffer.alloc(Math.max(this.#ids.length * 2, needed)), this.#ids);
  }
}

function copied<List extends { set(from: List): void }>(target: List, source: List): List {
  target.set(source);
  return target;
}
