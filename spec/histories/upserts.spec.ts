import fc from 'fast-check';
import { historyCount } from '../support/historyCount.js';
import { AllHistories, live } from '../support/upsertHistories.js';

const RUNS = historyCount(5, 20);

describe('Upserts, whatever happens meanwhile', () => {
  it(`end with one contact a person and the last value of each field (${RUNS} histories)`, async function longer() {
    this.timeout(600_000);
    await fc.assert(fc.asyncProperty(AllHistories, live), { numRuns: RUNS });
  });
});
