import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../../src/qualtrics/client/options.js';
import { requestLimits } from './requestLimits.js';

/** A clock that runs so many times faster than the real one: minutes of waiting take a moment. */
export function fastClock(speed: number): Clock {
  const startMs = Date.now();
  const started = performance.now();
  return {
    now: () => Math.round(startMs + (performance.now() - started) * speed),
    sleep: (ms) => pause(ms / speed),
    after: requestLimits.after,
  };
}
