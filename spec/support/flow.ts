import assert from 'node:assert/strict';
import { type Platform, startPlatform } from '../../local/elasticio/platform.js';
import type { RunningStep, StepOptions } from '../../local/elasticio/runningStep.js';
import { UNTHROTTLED } from '../../local/elasticio/stepVariables.js';
import { type Bench, useSandbox } from './sandbox.js';

export interface Flow extends Bench {
  readonly platform: Platform;
  /** Starts a step with the sandbox's credential. */
  start(key: string, cfg?: Record<string, unknown>, options?: Partial<StepOptions>): Promise<RunningStep>;
}

/** With these a step is throttled as on the platform. */
export const THROTTLED = { ELASTICIO_DATA_RATE_LIMIT: '10', ELASTICIO_SNAPSHOT_RATE_LIMIT: '2' };

/** A platform and a sandbox for each test: in memory, or over RabbitMQ when `AMQP_URI` is set. */
export function useFlow(options: Parameters<typeof useSandbox>[0] = {}): Flow {
  let platform: Platform | undefined;
  // Before the sandbox is gone: the sailor in this process puts the environment back that it found.
  afterEach(() => platform?.close());
  const bench = useSandbox({ isRealTime: true, ...options });
  beforeEach(async () => {
    // Time is real here: nobody waits for a job, unless a spec wants it.
    Object.assign(bench.tenant.behaviour, { exportChecks: 0, importChecks: 0, responseLagMs: 0 });
    process.env.LOG_LEVEL ??= 'fatal';
    platform = await startPlatform({ amqpUri: process.env.AMQP_URI || undefined });
  });
  const flow = {
    get platform() {
      if (!platform) throw new Error('The platform has not started.');
      return platform;
    },
    start: (key: string, cfg: Record<string, unknown> = {}, more: Partial<StepOptions> = {}) =>
      flow.platform.startStep({
        key,
        cfg: { ...bench.credential, ...cfg },
        ...more,
        env: { ...UNTHROTTLED, ...more.env },
      }),
  };
  return Object.defineProperties(flow, Object.getOwnPropertyDescriptors(bench)) as Flow;
}

/** Bodies of the data messages; fails when an error was emitted. */
export function dataOf(step: RunningStep): Record<string, unknown>[] {
  return step.outputs.flatMap((output) => {
    if (output.kind === 'error') assert.fail(output.error.message);
    return output.kind === 'data' ? [output.message.body] : [];
  });
}

/** Messages of the errors that were emitted. */
export function errorsOf(step: RunningStep): string[] {
  return step.outputs.flatMap((output) => (output.kind === 'error' ? [output.error.message] : []));
}
