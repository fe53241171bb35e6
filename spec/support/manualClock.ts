import { setImmediate as everythingElse } from 'node:timers/promises';
import type { Clock } from '../../src/qualtrics/client/options.js';
import { requestLimits } from './requestLimits.js';

/** A clock that stands still until everybody sleeps, then jumps to the first who wakes: exact and instant. */
export function manualClock(): Clock & { run<T>(work: Promise<T>): Promise<T> } {
  let nowMs = 0;
  let sleepers: { readonly untilMs: number; readonly wake: () => void }[] = [];
  return {
    now: () => nowMs,
    after: requestLimits.after,
    sleep: (ms) => new Promise((wake) => sleepers.push({ untilMs: nowMs + ms, wake })),
    async run(work) {
      let isOver = false;
      const watched = work.finally(() => {
        isOver = true;
      });
      watched.catch(() => undefined);
      while (!isOver) {
        await everythingElse();
        sleepers.sort((a, b) => a.untilMs - b.untilMs);
        const [first, ...others] = sleepers;
        if (!first) continue;
        sleepers = others;
        nowMs = Math.max(nowMs, first.untilMs);
        first.wake();
      }
      return watched;
    },
  };
}
