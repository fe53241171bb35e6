import { MAX_IMPORT_BYTES, MAX_IMPORT_CONTACTS } from '../qualtrics/api/contactImports.js';
import type { ContactRow } from './contactRow.js';

type BadRow = Extract<ContactRow, { kind: 'bad' }>;

/** Rows that follow one another: what one import takes, and the bad ones among them. */
export interface Batch {
  /** Numbers of the rows that are sent, in the order of the contacts. */
  readonly rows: readonly number[];
  /** What is sent, as JSON. */
  readonly body: string;
  readonly bad: readonly BadRow[];
}

const OPENING = '{"contacts":[';
const CLOSING = ']}';
const WRAPPING_BYTES = Buffer.byteLength(OPENING + CLOSING);

/** Puts rows together, as many as one import takes by both of the vendor's limits. The last batch may send none. */
export async function* batchesOf(
  rows: AsyncIterable<ContactRow>,
  limits = { contacts: MAX_IMPORT_CONTACTS, bytes: MAX_IMPORT_BYTES },
): AsyncGenerator<Batch> {
  let batch = new OpenBatch();
  for await (const row of rows) {
    if (row.kind === 'bad') {
      batch.bad.push(row);
      if (batch.bad.length < limits.contacts) continue;
      yield batch.closed();
      batch = new OpenBatch();
      continue;
    }
    const json = JSON.stringify(row.contact);
    const bytes = Buffer.byteLength(json) + 1;
    if (WRAPPING_BYTES + bytes > limits.bytes) {
      const reason = `The row is larger than Qualtrics takes: ${bytes} of ${limits.bytes} bytes.`;
      batch.bad.push({ kind: 'bad', row: row.row, reason });
      continue;
    }
    if (batch.rows.length === limits.contacts || batch.bytes + bytes > limits.bytes) {
      yield batch.closed();
      batch = new OpenBatch();
    }
    batch.add(row.row, json, bytes);
  }
  yield batch.closed();
}

class OpenBatch {
  readonly rows: number[] = [];
  readonly bad: BadRow[] = [];
  bytes = WRAPPING_BYTES;
  readonly #contacts: string[] = [];

  add(row: number, json: string, bytes: number): void {
    this.rows.push(row);
    this.#contacts.push(json);
    this.bytes += bytes;
  }

  closed(): Batch {
    return { rows: this.rows, bad: this.bad, body: `${OPENING}${this.#contacts.join(',')}${CLOSING}` };
  }
}

/** "row 7", "rows 1 to 10000". */
export function rangeOf(rows: readonly number[]): string {
  const [first, last] = [rows[0], rows.at(-1)];
  return first === last ? `row ${first}` : `rows ${first} to ${last}`;
}
