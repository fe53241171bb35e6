import { largestBodyBytes } from './messageSize.js';
import type { StepCall } from './step.js';

/** What was found does not fit into one message of the platform. */
class TooMuchForOneMessage extends Error {
  override readonly name = 'TooMuchForOneMessage';

  constructor(readonly objects: number) {
    super(
      `More was found than fits into one message of the platform (${objects} objects were too many): choose "Emit page" or "Emit individually" as "Emit Behavior".`,
    );
  }
}

/**
 * Emits everything in one message, `{ results: [objects] }`; none found is an empty list.
 * Throws TooMuchForOneMessage as soon as it is certain that the platform would not take it; nothing is emitted then.
 */
export async function emitAll(pages: AsyncIterable<readonly unknown[]>, emitData: StepCall['emitData']): Promise<void> {
  const results: unknown[] = [];
  let bytes = 0;
  for await (const page of pages) {
    for (const object of page) {
      results.push(object);
      bytes += Buffer.byteLength(JSON.stringify(object)) + 1;
      if (bytes > largestBodyBytes()) throw new TooMuchForOneMessage(results.length);
    }
  }
  await emitData({ results });
}
