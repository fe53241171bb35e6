import { type ImportReportEntry, MAX_IMPORT_CONTACTS } from '../qualtrics/api/contactImports.js';

const FIRST_BYTES = 64 * 1024;

/**
 * What Qualtrics reports of the contacts of one import, by its own index. Kept as bytes: as objects they would live
 * until the report is complete, and fill memory that is seldom cleared, import after import.
 */
export class ReportedEntries {
  readonly #starts = new Uint32Array(MAX_IMPORT_CONTACTS + 1);
  readonly #ends = new Uint32Array(MAX_IMPORT_CONTACTS + 1);
  #text = Buffer.allocUnsafe(FIRST_BYTES);
  #length = 0;
  #count = 0;

  /** How many there are. */
  get count(): number {
    return this.#count;
  }

  /** An index that no contact of an import can have is passed over; of several with one index the last one counts. */
  add(entry: ImportReportEntry): void {
    const { index } = entry;
    if (!Number.isInteger(index) || index < 0 || index >= this.#starts.length) return;
    const json = JSON.stringify(entry);
    this.#makeRoomFor(Buffer.byteLength(json));
    if (this.#ends[index] === 0) this.#count += 1;
    this.#starts[index] = this.#length;
    this.#length += this.#text.write(json, this.#length);
    this.#ends[index] = this.#length;
  }

  has(index: number): boolean {
    return (this.#ends[index] ?? 0) > 0;
  }

  get(index: number): ImportReportEntry | undefined {
    if (!this.has(index)) return undefined;
    return JSON.parse(this.#text.toString('utf8', this.#starts[index], this.#ends[index])) as ImportReportEntry;
  }

  #makeRoomFor(bytes: number): void {
    if (this.#length + bytes <= this.#text.length) return;
    const larger = Buffer.allocUnsafe(2 * this.#text.length + bytes);
    this.#text.copy(larger, 0, 0, this.#length);
    this.#text = larger;
  }
}
