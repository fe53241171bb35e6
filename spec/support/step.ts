import assert from 'node:assert/strict';
import { type DialectSchema, misfits } from './metadata.js';

/** A step's `process`, as the modules of actions and triggers export it. */
type Process = (this: never, msg: never, cfg: never, snapshot?: never) => Promise<void>;

type GetMetaModel = (cfg: never) => Promise<{ out: DialectSchema }>;

interface Emitted {
  readonly body: unknown;
  readonly attachments: Record<string, unknown>;
  readonly id: string;
}

/** Everything a step gave away, in order. */
export interface StepRun {
  readonly messages: Emitted[];
  /** The bodies of the messages. */
  readonly data: unknown[];
  readonly errors: Error[];
  readonly snapshots: Record<string, unknown>[];
  readonly keys: unknown[];
  readonly events: string[];
  readonly logs: string[];
}

export interface StepInput {
  readonly cfg?: Record<string, unknown>;
  readonly body?: Record<string, unknown>;
  readonly attachments?: Record<string, unknown>;
  readonly snapshot?: unknown;
  /** What a message has beside its body: the method of a webhook's request. */
  readonly message?: Record<string, unknown>;
  /** Called at each event before it counts; may throw or wait. */
  readonly onEmit?: (event: string, value: unknown) => unknown;
}

/**
 * Runs a step's `process` for one message, as the sailor would. Rejects with what the step throws.
 * Every message must fit the metadata that the step declares for the same configuration.
 */
export async function runStep(
  module: { process: unknown; getMetaModel: unknown },
  input: StepInput = {},
): Promise<StepRun> {
  const run: StepRun = { messages: [], data: [], errors: [], snapshots: [], keys: [], events: [], logs: [] };
  const log = (line: string): void => void run.logs.push(String(line));
  const step = {
    logger: { trace: log, debug: log, info: log, warn: log, error: log },
    emit: async (event: string, value: unknown): Promise<void> => {
      await input.onEmit?.(event, value);
      const copy = structuredClone(value);
      run.events.push(event);
      if (event === 'data') {
        run.messages.push(copy as Emitted);
        run.data.push((copy as Emitted).body);
      }
      if (event === 'error') run.errors.push(value as Error);
      if (event === 'snapshot') run.snapshots.push(copy as Record<string, unknown>);
      if (event === 'updateKeys') run.keys.push(copy);
    },
  };
  const { body = {}, attachments = {} } = input;
  const message = { id: 'test', body, headers: {}, attachments, ...input.message };
  await (module.process as Process).call(
    step as never,
    message as never,
    (input.cfg ?? {}) as never,
    (input.snapshot ?? {}) as never,
  );
  if (run.data.length > 0) {
    // Without its secret: what was asked of Qualtrics stays what the step asked.
    const { clientSecret: _, ...cfg } = input.cfg ?? {};
    const { out } = await (module.getMetaModel as GetMetaModel)(cfg as never);
    for (const body of run.data) if (!isEmptyObject(body)) assert.deepEqual(misfits(body, out), []);
  }
  return run;
}

/** Lookup gives an empty object where none is allowed. */
function isEmptyObject(body: unknown): boolean {
  return typeof body === 'object' && body !== null && Object.keys(body).length === 0;
}

/** The message of the error that something ends with; fails when it ends well. */
export async function messageOf(failing: Promise<unknown>): Promise<string> {
  try {
    await failing;
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('It was to fail, but did not.');
}
