import assert from 'node:assert/strict';
import { seededRandom } from '../../local/sandbox/brand/random.js';
import { SimulatedDirectory } from '../../local/simulation/simulatedDirectory.js';
import { PolledFlow } from '../support/polledFlow.js';

const NOW = Date.UTC(2026, 0, 1) / 1000;

/** Lets time go by, a flow start a minute, with some changes in each that the index shows late; gives what was missed. */
function missedOf(changesAMinute: number, lag: number): { missed: number; delivered: string[]; idleSearches: number } {
  const directory = new SimulatedDirectory(NOW);
  const random = seededRandom(changesAMinute + lag);
  const flow = new PolledFlow(directory);
  for (let minute = 0; minute < 60; minute += 1) {
    for (let change = 0; change < changesAMinute; change += 1)
      directory.write(random.id('CID_'), random.below(lag + 1));
    directory.now += 60;
    flow.start();
  }
  for (let minute = 0; minute < 12; minute += 1) {
    directory.now += 60;
    flow.start();
  }
  const before = directory.searches;
  flow.start();
  const delivered = new Set(flow.delivered);
  const missed = [...directory.truth].filter(([id, { second }]) => !delivered.has(`${id} ${second}`)).length;
  return { missed, delivered: flow.delivered, idleSearches: directory.searches - before };
}

/** The kind: an index that shows a change later than a minute after it. How late it may be depends on what can be remembered. */
describe('Polling an index that is late', () => {
  for (const [changesAMinute, lag] of [
    [1, 590],
    [4, 590],
    [10, 180],
    [40, 60],
    [400, 60],
  ] as const) {
    it(`misses nothing of ${changesAMinute} changes a minute that show up to ${lag} s late`, () => {
      const { missed, delivered, idleSearches } = missedOf(changesAMinute, lag);
      assert.equal(missed, 0);
      assert.equal(new Set(delivered).size, delivered.length, 'none comes twice');
      assert.equal(idleSearches, 1);
    });
  }
});
