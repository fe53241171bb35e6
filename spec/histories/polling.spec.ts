import fc from 'fast-check';
import { historyCount } from '../support/historyCount.js';
import { liveThrough } from '../support/pollingHistories.js';
import { AllHistories, type History } from '../support/pollingHistory.js';

const RUNS = historyCount(30);
const SEED = Number(process.env.SEED ?? Date.now() % 2 ** 31);

const CALM: Omit<History, 'seed'> = {
  pageSize: 1,
  onePage: false,
  old: 397,
  crowd: 1,
  unrest: 0.05,
  lag: 0,
  failing: 0,
  dying: 0,
  polls: 1,
  tokenRule: 'opaque',
  dropping: 0,
  disorder: 0,
  tellsMilliseconds: false,
  tellsCreation: false,
  endAfter: undefined,
};

/**
 * Histories that once showed a fault: a change back in time; a snapshot that grew when its contacts settled; an index
 * that changed its order just when a contact left, so that the pages seemed to fit.
 */
const FAULTS_FOUND: [History][] = [
  [{ ...CALM, seed: 845541437, polls: 2 }],
  [{ ...CALM, seed: 845593275, lag: 5 }],
  [
    {
      ...CALM,
      seed: 179713878,
      pageSize: 10,
      old: 376,
      crowd: 40,
      unrest: 0.3,
      lag: 5,
      dying: 0.01,
      polls: 5,
      tokenRule: 'offset',
      disorder: 0.5,
    },
  ],
];

describe('Polling, whatever happens meanwhile', () => {
  it(`misses nothing and repeats nothing in ${RUNS} histories (SEED=${SEED})`, function longer() {
    this.timeout(0);
    fc.assert(fc.property(AllHistories, liveThrough), { numRuns: RUNS, seed: SEED, examples: FAULTS_FOUND });
  });
});
