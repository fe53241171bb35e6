import type { FileHandle } from 'node:fs/promises';
import { readInto } from '../files/bytesAt.js';
import type { RowPlace } from './rowRecords.js';
import type { ResponseRow } from './rows.js';

/** Rows this close to one another are read at once, with the bytes between them. */
const MAX_GAP_BYTES = 4096;

const FIRST_CAPACITY = 64 * 1024;

/**
 * Reads rows of a file by their places, in the order asked for; one call at a time, since all of them use the same
 * memory. Throws the file system's errors.
 */
export function rowReader(file: FileHandle): (places: readonly RowPlace[]) => Promise<ResponseRow[]> {
  let bytes = Buffer.allocUnsafe(FIRST_CAPACITY);
  return async (places) => {
    const rows: ResponseRow[] = [];
    for (const group of neighbours(places)) {
      const [first, last] = [group[0], group.at(-1)];
      if (!first || !last) continue;
      const size = last.offset + last.length - first.offset;
      if (bytes.length < size) bytes = Buffer.allocUnsafe(Math.max(size, bytes.length * 2));
      await readInto(bytes, file, first.offset, size);
      for (const { offset, length } of group) {
        const start = offset - first.offset;
        rows.push(JSON.parse(bytes.toString('utf8', start, start + length)) as ResponseRow);
      }
    }
    return rows;
  };
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
