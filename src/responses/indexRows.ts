import type { JsonLine } from '../files/jsonLines.js';
import type { ResponseVersion } from './position.js';
import type { RowIndex } from './rowIndex.js';
import type { ResponseRow } from './rows.js';

/**
 * Where a row belongs: in time order, before all others (it does not tell its time, so it is delivered at once rather
 * than lost), or not into this delivery at all.
 */
export type RowOrder =
  | { readonly kind: 'inOrder'; readonly version: ResponseVersion }
  | { readonly kind: 'first' }
  | { readonly kind: 'skip' };

/** Rows of an export that are no responses: the first few by their numbers, and how many there are in all. */
export interface UnreadableRows {
  readonly examples: string[];
  count: number;
}

/** Rows that an error names. Our choice: enough to see what they have in common; the others are counted. */
const MAX_EXAMPLES = 20;

/**
 * Takes the lines of a file into an index. `baseOffset` is where the file begins among those that were taken in before
 * it; `fileName` is named with a row that cannot be read, where there are several files.
 */
export async function indexRows(
  lines: AsyncIterable<JsonLine>,
  order: (row: ResponseRow) => RowOrder,
  target: { readonly index: RowIndex; readonly unreadable: UnreadableRows },
  file: { readonly baseOffset: number; readonly fileName: string | undefined },
): Promise<void> {
  const { index, unreadable } = target;
  for await (const line of lines) {
    if (line.kind === 'unreadable') {
      unreadable.count += 1;
      const where = file.fileName === undefined ? '' : ` of ${file.fileName}`;
      if (unreadable.examples.length < MAX_EXAMPLES) {
        unreadable.examples.push(`row ${line.number}${where} (${line.why})`);
      }
      continue;
    }
    const place = { offset: file.baseOffset + line.offset, length: line.length };
    const placed = order(line.value);
    if (placed.kind !== 'skip') await index.add(placed.kind === 'inOrder' ? placed.version : undefined, place);
  }
}
