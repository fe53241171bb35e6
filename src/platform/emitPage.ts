import { largestBodyBytes } from './messageSize.js';
import type { StepCall } from './step.js';

/** How objects leave a step: a message each, or pages of them under a key. */
export type PageEmission =
  | { readonly kind: 'individually' }
  | { readonly kind: 'page'; readonly key: 'result' | 'results' };

/**
 * Emits a page of objects as `emission` says; in more than one message where the platform would not take it for its
 * size. An empty page is no message. An object that is too large for any message is given to `leaveOut`; without that it
 * is sent, and the platform says that it is too large. Resolves when the platform has them all; throws when it has not.
 */
export async function emitPage<T>(
  objects: readonly T[],
  emission: PageEmission,
  emitData: StepCall['emitData'],
  leaveOut?: (object: T) => Promise<void>,
): Promise<void> {
  const mostBytes = largestBodyBytes();
  for (const { list, bytes } of lists(objects, emission.kind === 'page' ? mostBytes : 0)) {
    if (leaveOut && bytes > mostBytes) for (const object of list) await leaveOut(object);
    else if (emission.kind === 'page') await emitData({ [emission.key]: list });
    else for (const object of list) await emitData(object);
  }
}

/** The objects in as few lists as fit into so many bytes each; an object that is too large by itself stands alone. */
function lists<T>(objects: readonly T[], mostBytes: number): { list: T[]; bytes: number }[] {
  const all: { list: T[]; bytes: number }[] = [];
  for (const object of objects) {
    const bytes = Buffer.byteLength(JSON.stringify(object)) + 1;
    const last = all.at(-1);
    if (last && last.bytes + bytes <= mostBytes) {
      last.list.push(object);
      last.bytes += bytes;
    } else {
      all.push({ list: [object], bytes });
    }
  }
  return all;
}
