import { parentPort } from 'node:worker_threads';
import { JsonataTransform } from '@elastic.io/component-commons-library';
import type { EarlierStep, Evaluation } from '../protocol.js';

/** A thread of its own for mappings: an expression that never ends can be ended from outside. */

/** What the platform's mapper gets: the message of the step before, those of all earlier ones beside it. */
function toMessage(earlierSteps: readonly EarlierStep[]) {
  const passthrough = Object.fromEntries(earlierSteps.map(({ id, body }) => [id, { body }]));
  const last = earlierSteps.at(-1)?.body;
  const body = typeof last === 'object' && last !== null ? last : {};
  return { body, passthrough };
}

// Loading the library takes longer than most expressions do: only from now on is time counted.
parentPort?.postMessage({ kind: 'ready' });
parentPort?.on('message', ({ expression, earlierSteps }: Evaluation) => {
  try {
    const value: unknown = JsonataTransform.jsonataTransform(toMessage(earlierSteps), { expression }, {});
    parentPort?.postMessage({ kind: 'done', json: JSON.stringify(value) });
  } catch (error) {
    parentPort?.postMessage({ kind: 'failed', message: (error as Error).message });
  }
});
