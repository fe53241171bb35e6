import type { Clock } from '../../src/qualtrics/client/options.js';

/** A clock that jumps: whoever sleeps wakes at once, and so much later. Nothing else takes time. */
export function jumpingClock(startMs = Date.now()): Clock {
  let nowMs = startMs;
  return {
    now: () => nowMs,
    async sleep(ms) {
      nowMs += ms;
    },
  };
}
