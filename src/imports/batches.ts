import { MAX_IMPORT_BYTES, MAX_IMPORT_CONTACTS } from '../qualtrics/api/contactImports.js';
import type { ContactRow } from './contactRow.js';

type BadRow = Extract<ContactRow, { kind: 'bad' }>;

/** Rows that follow one another: what one import takes, and the bad ones among them. */
export interface ImportBatch {
  /** Numbers of the rows that are sent, in the order of the contacts. */
  readonly rows: readonly number[];
  /** What is sent, as JSON. Holds until the next batch is asked for, which is written in the same place. */
  readonly body: Buffer;
  readonly bad: readonly BadRow[];
}

const OPENING = '{"contacts":[';
const CLOSING = ']}';
const WRAPPING_BYTES = OPENING.length + CLOSING.length;

/** Puts rows together, as many as one import takes by both of the vendor's limits. The last batch may send none. */
export async function* batchesOf(
  rows: AsyncIterable<ContactRow>,
  limits = { contacts: MAX_IMPORT_CONTACTS, bytes: MAX_IMPORT_BYTES },
): AsyncGenerator<ImportBatch> {
  // Not as texts: millions of rows would be as many for the memory to be cleared of.
  const place = Buffer.allocUnsafe(limits.bytes);
  let batch = new OpenBatch(place);
  for await (const row of rows) {
    const json = row.kind === 'contact' ? JSON.stringify(row.contact) : '';
    const bytes = Buffer.byteLength(json);
    const bad = row.kind === 'bad' ? row : tooLarge(row.row, bytes, limits.bytes);
    const isFull = bad
      ? batch.bad.length === limits.contacts
      : batch.rows.length === limits.contacts || !batch.hasRoomFor(bytes);
    if (isFull) {
      yield batch.closed();
      batch = new OpenBatch(place);
    }
    if (bad) batch.bad.push(bad);
    else batch.add(row.row, json);
  }
  yield batch.closed();
}

function tooLarge(row: number, bytes: number, most: number): BadRow | undefined {
  if (bytes + WRAPPING_BYTES <= most) return undefined;
  return { kind: 'bad', row, reason: `The row is larger than Qualtrics takes: ${bytes} of ${most} bytes.` };
}

/** A batch that is being written. */
class OpenBatch {
  readonly rows: number[] = [];
  readonly bad: BadRow[] = [];
  readonly #place: Buffer;
  #length: number;

  constructor(place: Buffer) {
    this.#place = place;
    this.#length = place.write(OPENING);
  }

  hasRoomFor(bytes: number): boolean {
    const comma = this.rows.length === 0 ? 0 : 1;
    return this.#length + comma + bytes + CLOSING.length <= this.#place.length;
  }

  add(row: number, json: string): void {
    const text = this.rows.length === 0 ? json : `,${json}`;
    this.#length += this.#place.write(text, this.#length);
    this.rows.push(row);
  }

  closed(): ImportBatch {
    const end = this.#length + this.#place.write(CLOSING, this.#length);
    return { rows: this.rows, bad: this.bad, body: this.#place.subarray(0, end) };
  }
}

/** "row 7", "rows 1 to 10000". */
export function rangeOf(rows: readonly number[]): string {
  const [first, last] = [rows[0], rows.at(-1)];
  return first === last ? `row ${first}` : `rows ${first} to ${last}`;
}
