import { largestBodyBytes } from './messageSize.js';
import type { StepCall } from './step.js';

/** How objects leave a step: a message each, or pages of them under a key. */
export type PageEmission =
  | { readonly kind: 'individually' }
  | { readonly kind: 'page'; readonly key: 'result' | 'results' };

/**
 * Emits a page of objects as `emission` says; in more than one message where the platform would not take it for its
 * size. An empty page is no message. Resolves when the platform has them all; throws when it has not.
 */
export async function emitPage(
  objects: readonly unknown[],
  emission: PageEmission,
  emitData: StepCall['emitData'],
): Promise<void> {
  if (emission.kind === 'individually') {
    for (const object of objects) await emitData(object);
  } else {
    for (const list of lists(objects, largestBodyBytes())) await emitData({ [emission.key]: list });
  }
}

/** The objects in as few lists as fit into so many bytes each; an object that is too large by itself stands alone. */
function lists(objects: readonly unknown[], mostBytes: number): unknown[][] {
  const all: unknown[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const object of objects) {
    const added = Buffer.byteLength(JSON.stringify(object)) + 1;
    if (bytes + added > mostBytes) {
      all.push([]);
      bytes = 0;
    }
    all.at(-1)?.push(object);
    bytes += added;
  }
  return all;
}
