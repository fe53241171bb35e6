import type { FileHandle } from 'node:fs/promises';
import type { RowPlace } from './rowIndex.js';
import type { Row } from './rows.js';

/** Rows this close to one another are read at once, with the bytes between them. */
const MAX_GAP_BYTES = 4096;

/** Reads rows of a file by their places, in the order asked for. Throws the file system's errors. */
export async function readRows(file: FileHandle, places: readonly RowPlace[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (const group of neighbours(places)) {
    const [first, last] = [group[0], group.at(-1)];
    if (!first || !last) continue;
    const bytes = await readBytes(file, first.offset, last.offset + last.length - first.offset);
    for (const { offset, length } of group) {
      const start = offset - first.offset;
      rows.push(JSON.parse(bytes.toString('utf8', start, start + length)) as Row);
    }
  }
  return rows;
}

/** The same places, those that follow each other in the file together. */
function neighbours(places: readonly RowPlace[]): RowPlace[][] {
  const groups: RowPlace[][] = [];
  let end = Number.NaN;
  for (const place of places) {
    const gap = place.offset - end;
    if (gap >= 0 && gap <= MAX_GAP_BYTES) groups.at(-1)?.push(place);
    else groups.push([place]);
    end = place.offset + place.length;
  }
  return groups;
}

async function readBytes(file: FileHandle, offset: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = await file.read(bytes, done, length - done, offset + done);
    if (bytesRead === 0) throw new Error('The exported file became shorter while it was read: run the step again.');
    done += bytesRead;
  }
  return bytes;
}
