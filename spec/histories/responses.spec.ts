import fc from 'fast-check';
import { historyCount } from '../support/historyCount.js';
import { AllResponseHistories } from '../support/responseHistories.js';
import { liveThroughResponses } from '../support/responseLife.js';

const RUNS = historyCount(30);
const SEED = Number(process.env.SEED ?? Date.now() % 2 ** 31);

describe('Polling responses, whatever happens meanwhile', () => {
  it(`misses nothing and repeats nothing in ${RUNS} histories (SEED=${SEED})`, async function longer() {
    this.timeout(0);
    await fc.assert(fc.asyncProperty(AllResponseHistories, liveThroughResponses), { numRuns: RUNS, seed: SEED });
  });
});
