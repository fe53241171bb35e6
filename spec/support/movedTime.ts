import { systemClock } from '../../src/qualtrics/client/options.js';
import { type Bench, type BenchOptions, useSandbox } from './sandbox.js';

interface MovedTime {
  readonly bench: Bench;
  /** Time of the component and the sandbox alike, in ms since 1970. */
  now(): number;
  /** Moves it on at once; nobody who sleeps wakes of it. */
  pass(ms: number): void;
}

/**
 * A sandbox for each test, and a time that can be moved on. `jumps`: whoever sleeps wakes at once, and so much later for
 * everybody, so that nothing depends on how long the machine really takes.
 */
export function useMovedTime({ jumps, ...options }: Omit<BenchOptions, 'demo'> & { jumps?: boolean } = {}): MovedTime {
  const now = (): number => systemClock.now();
  const bench = useSandbox({ ...options, demo: { now } });
  let movedMs = 0;
  beforeEach(() => {
    movedMs = 0;
    const { now: unmoved } = systemClock;
    systemClock.now = () => unmoved() + movedMs;
    if (!jumps) return;
    systemClock.sleep = async (ms) => {
      movedMs += ms;
      await new Promise(setImmediate);
    };
  });
  return {
    bench,
    now,
    pass: (ms) => {
      movedMs += ms;
    },
  };
}
