import { setImmediate as everythingElse } from 'node:timers/promises';
import type { Clock } from '../../src/qualtrics/client/options.js';

interface Limit {
  readonly dueMs: number;
  readonly act: () => void;
}

const running = new Set<Limit>();
let nowMs = 0;
let begun = 0;

function meet(limit: Limit): void {
  if (running.delete(limit)) limit.act();
}

/**
 * Time limits of all requests of this process, in a time that passes only when told: no limit is ever met because the
 * machine is busy, and nobody waits for one.
 */
export const requestLimits = {
  after(ms: number, act: () => void): () => void {
    const limit = { dueMs: nowMs + ms, act };
    running.add(limit);
    begun += 1;
    if (ms <= 0) setImmediate(meet, limit);
    return () => void running.delete(limit);
  },

  /**
   * Lets so many milliseconds pass; with `Infinity` every limit that runs now is met, and none that begins by that: one
   * that begins again whenever it is met would never let go. Then everybody else has a turn.
   */
  async pass(ms: number): Promise<void> {
    if (Number.isFinite(ms)) nowMs += ms;
    for (const limit of [...running]) {
      if (!Number.isFinite(ms) || limit.dueMs <= nowMs) meet(limit);
    }
    await everythingElse();
  },

  /** How many limits have begun so far; another one begins with each request and with each piece of a body. */
  begun: (): number => begun,
} satisfies Pick<Clock, 'after'> & Record<string, unknown>;
