import type { Clock } from '../../src/qualtrics/client/options.js';
import { requestLimits } from './requestLimits.js';

/** A clock that jumps: whoever sleeps wakes at once, and so much later. `slept` lists the sleeps, in ms. */
export function jumpingClock(startMs = Date.now()): Clock & { readonly slept: readonly number[] } {
  let nowMs = startMs;
  const slept: number[] = [];
  return {
    now: () => nowMs,
    async sleep(ms) {
      slept.push(ms);
      nowMs += ms;
    },
    after: requestLimits.after,
    slept,
  };
}
