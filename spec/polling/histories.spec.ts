import fc from 'fast-check';
import { AllHistories, type History, liveThrough } from '../support/histories.js';

const RUNS = Number(process.env.HISTORIES ?? 500);
const SEED = Number(process.env.SEED ?? Date.now() % 2 ** 31);

/** Histories that once showed a fault: a change back in time, a snapshot that grew when its contacts settled. */
const FAULTS_FOUND: [History][] = [845541437, 845593275].map((seed) => [
  {
    seed,
    pageSize: 1,
    onePage: false,
    old: 397,
    crowd: 1,
    unrest: 0.05,
    lag: seed === 845541437 ? 0 : 5,
    failing: 0,
    dying: 0,
    polls: seed === 845541437 ? 2 : 1,
    tokensAreOffsets: false,
    disorder: 0,
  },
]);

describe('Polling, whatever happens meanwhile', () => {
  it(`misses nothing and repeats nothing in ${RUNS} histories (SEED=${SEED})`, function longer() {
    this.timeout(0);
    fc.assert(fc.property(AllHistories, liveThrough), { numRuns: RUNS, seed: SEED, examples: FAULTS_FOUND });
  });
});
