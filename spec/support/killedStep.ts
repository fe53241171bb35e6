import assert from 'node:assert/strict';
import type { Flow } from './flow.js';
import { messageOf } from './step.js';

/** A step that is killed, and of what it emits. */
interface KilledStep {
  readonly key: string;
  readonly cfg: Record<string, unknown>;
  readonly env?: Record<string, string>;
  /** What tells one message from another. */
  readonly idField: string;
  /** After how many messages in all its process is killed. */
  readonly killedAt: readonly number[];
}

/** Runs a step whose process is killed while it emits, each time started again by the platform; gives the ids it emitted. */
export async function emittedThoughKilled(flow: Flow, { key, cfg, env, idField, killedAt }: KilledStep) {
  const emitted: string[] = [];
  let left = killedAt;
  const step = await flow.start(key, cfg, {
    ...(env ? { env } : {}),
    inOwnProcess: true,
    onOutput(output) {
      if (output.kind !== 'data') return;
      emitted.push(String(output.message.body[idField]));
      if (emitted.length === left[0]) process.kill(step.pid() ?? 0, 'SIGKILL');
    },
  });
  await step.send({});
  while (left.length > 0) {
    assert.match(await messageOf(step.idle()), /The sailor ended/);
    left = left.slice(1);
    await step.restart();
  }
  await step.idle();
  return emitted;
}
