import assert from 'node:assert/strict';
import * as trigger from '../../src/triggers/getNewAndUpdatedObjectsPolling.js';
import { useMovedTime } from '../support/movedTime.js';
import { runStep } from '../support/step.js';

/**
 * The kind of fault: an index that lists a contact twice, each time and though nothing moves, is taken for contacts that
 * keep changing. What it lists is left for later for ever, or read one by one until the run gives up.
 */
describe('Polling an index that always lists a contact twice', () => {
  const { bench, now } = useMovedTime({ jumps: true });
  const HOUR_MS = 3_600_000;

  for (const crowd of [150, 20, 1]) {
    for (const habits of [{}, { searchPageMax: 7 }, { tokensAlways: true }, { opaqueTokens: true }]) {
      it(`delivers each contact once, ${crowd} in a second (${JSON.stringify(habits)})`, async () => {
        Object.assign(bench.tenant.behaviour, { repeatsContacts: true, ...habits });
        const directory = bench.tenant.addDirectory({ name: 'Customers', directoryId: 'POOL_1' });
        for (let made = 0; made < 300; made += 1) {
          const at = now() - 24 * HOUR_MS + Math.floor(made / crowd) * 60_000;
          directory.create({ creationDate: at, lastModified: at });
        }
        const cfg = { ...bench.credential, objectType: 'contacts', directoryId: 'POOL_1', singlePagePerInterval: 'no' };
        const { data } = await runStep(trigger, { cfg });
        const ids = data.map((contact) => (contact as { contactId: string }).contactId);
        assert.equal(new Set(ids).size, 300);
        assert.equal(ids.length, 300);
      });
    }
  }

  it('leaves no small second for later for ever, either', async () => {
    Object.assign(bench.tenant.behaviour, { repeatsContacts: true, tokensAlways: true, newestFirst: true });
    const directory = bench.tenant.addDirectory({ name: 'Customers', directoryId: 'POOL_1' });
    const at = now() - 24 * HOUR_MS;
    for (let made = 0; made < 3; made += 1) directory.create({ creationDate: at, lastModified: at });
    const instant = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;
    const cfg = { ...bench.credential, objectType: 'contacts', directoryId: 'POOL_1', singlePagePerInterval: 'no' };
    const { snapshots } = await runStep(trigger, { cfg });
    const behind = { watermark: { time: instant(at + HOUR_MS), contactId: '' }, unread: { [instant(at)]: '' } };
    const run = await runStep(trigger, { cfg, snapshot: { ...(snapshots.at(-1) as object), ...behind } });
    assert.equal(run.data.length, 3);
    assert.equal((run.snapshots.at(-1) as { unread?: object }).unread, undefined);
  });
});
