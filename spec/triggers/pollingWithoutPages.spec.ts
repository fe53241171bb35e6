import assert from 'node:assert/strict';
import * as trigger from '../../src/triggers/getNewAndUpdatedObjectsPolling.js';
import { useMovedTime } from '../support/movedTime.js';
import { runStep, type StepRun } from '../support/step.js';

const MINUTE_MS = 60_000;
const CROWDS = 6;
const IN_A_CROWD = 500;

/**
 * A run is over after 20 minutes whatever it is busy with: delivering, or only looking, as where every answer is slow and
 * every second has to be left for later. After 30 minutes the platform would start a second process, and both deliver.
 */
describe('A run of contact polling that finds nothing to deliver', () => {
  const time = useMovedTime({ jumps: true });
  const { bench } = time;

  it('ends by itself after 20 minutes, and later runs deliver every contact once', async () => {
    const directory = bench.tenant.addDirectory({ name: 'Imported', directoryId: 'POOL_1' });
    const crowds = Array.from({ length: CROWDS }, (_, number) => {
      const at = time.now() - (100 - number) * 60 * MINUTE_MS;
      return Array.from({ length: IN_A_CROWD }, () => directory.create({ creationDate: at, lastModified: at }).id);
    });
    const poll = (snapshot: unknown): Promise<StepRun> =>
      runStep(trigger, {
        cfg: {
          ...bench.credential,
          objectType: 'contacts',
          directoryId: 'POOL_1',
          singlePagePerInterval: 'no',
          pollConfig: 'lastModified',
        },
        snapshot,
      });
    bench.sandbox.onRequest = ({ path, url }) => {
      if (!path.endsWith('/search')) return;
      time.pass(15_000);
      if (!url.includes('skipToken')) return;
      // Whoever comes last in a crowd leaves it before anybody sees it there.
      for (const ids of crowds) directory.update(ids.pop() ?? assert.fail(), { language: 'EN' });
    };
    const runs: StepRun[] = [];
    for (let round = 0; round < 3; round += 1) {
      const startedMs = time.now();
      runs.push(await poll(runs.at(-1)?.snapshots.at(-1)));
      const minutes = (time.now() - startedMs) / MINUTE_MS;
      assert.ok(minutes < 25, `${minutes} minutes`);
    }
    bench.sandbox.onRequest = undefined;
    for (let round = 0; round < 2 * CROWDS + 2; round += 1) {
      time.pass(20 * MINUTE_MS);
      runs.push(await poll(runs.findLast(({ snapshots }) => snapshots.length > 0)?.snapshots.at(-1)));
    }
    const versions = runs.flatMap(({ data }) =>
      data.map((contact) => {
        const { contactId, lastModified } = contact as { contactId: string; lastModified: string };
        return `${contactId} ${lastModified}`;
      }),
    );
    assert.equal(new Set(versions).size, versions.length);
    assert.equal(new Set(versions.map((version) => version.split(' ')[0])).size, CROWDS * IN_A_CROWD);
  });
});
