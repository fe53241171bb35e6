import { once } from 'node:events';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Evaluation, Outcome } from '../protocol.js';

/** Evaluates mappings as the platform's mapper does, one after the other. */
export interface Evaluator {
  /** What the expression gives for the earlier steps' messages; `undefined` is no value. */
  evaluate(evaluation: Evaluation): Promise<Outcome<unknown>>;
  close(): Promise<void>;
}

/** Any mapping of a message is done long before. */
const LIMIT_MS = 10_000;

type Answer =
  | { readonly kind: 'done'; readonly json: string | undefined }
  | { readonly kind: 'failed'; readonly message: string };

/** Makes an evaluator; its thread starts with the first expression, and anew after one that did not end. */
export function makeEvaluator(): Evaluator {
  let worker: Worker | undefined;
  let ready: Promise<unknown> | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const end = async (): Promise<void> => {
    const ending = worker;
    worker = undefined;
    ready = undefined;
    await ending?.terminate();
  };
  const evaluateNow = async (evaluation: Evaluation): Promise<Outcome<unknown>> => {
    worker ??= new Worker(resolve(__dirname, 'evaluateWorker.ts'), {
      execArgv: ['--require', require.resolve('tsx/cjs')],
    });
    worker.unref();
    try {
      ready ??= untilReady(worker);
      await ready;
      const answer = await ask(worker, evaluation);
      if (answer.kind === 'failed') return answer;
      return { kind: 'done', value: answer.json === undefined ? undefined : JSON.parse(answer.json) };
    } catch (error) {
      await end();
      return { kind: 'failed', message: (error as Error).message };
    }
  };
  return {
    evaluate(evaluation) {
      const mine = last.then(() => evaluateNow(evaluation));
      last = mine;
      return mine;
    },
    close: end,
  };
}

/** Waits, however long that takes, for a thread to load what it needs. Rejects when it ends instead. */
async function untilReady(worker: Worker): Promise<void> {
  const over = new AbortController();
  const { signal } = over;
  const ended = once(worker, 'exit', { signal }).then(() => {
    throw new Error('The evaluation was ended.');
  });
  try {
    await Promise.race([once(worker, 'message', { signal }), ended]);
  } finally {
    over.abort();
  }
}

/** Rejects when the thread fails, or takes too long. */
async function ask(worker: Worker, evaluation: Evaluation): Promise<Answer> {
  const over = new AbortController();
  const { signal } = over;
  const ended = once(worker, 'exit', { signal }).then(() => {
    throw new Error('The evaluation was ended.');
  });
  const late = pause(LIMIT_MS, undefined, { signal }).then(() => {
    throw new Error(`The expression did not end within ${LIMIT_MS / 1000} seconds.`);
  });
  try {
    const answer = once(worker, 'message', { signal }) as Promise<[Answer]>;
    worker.postMessage(evaluation);
    return (await Promise.race([answer, ended, late]))[0];
  } finally {
    over.abort();
  }
}
