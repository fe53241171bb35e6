import type { PollingConfig } from '../forms/pollingForm.js';
import { largestBodyBytes } from './messageSize.js';
import type { StepCall } from './step.js';

/**
 * Emits a page of objects: a message each, or all in one; more than one where the platform would not take it for its
 * size. An empty page is no message. Resolves when the platform has them all; throws when it has not.
 */
export async function deliver(
  objects: readonly unknown[],
  emitBehavior: PollingConfig['emitBehavior'],
  emitData: StepCall['emitData'],
): Promise<void> {
  if (emitBehavior === 'emitIndividually') {
    for (const object of objects) await emitData(object);
  } else {
    for (const result of lists(objects, largestBodyBytes())) await emitData({ result });
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
