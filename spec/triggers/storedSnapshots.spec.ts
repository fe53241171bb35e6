import assert from 'node:assert/strict';
import * as trigger from '../../src/triggers/getNewAndUpdatedObjectsPolling.js';
import { useSandbox } from '../support/sandbox.js';
import { messageOf, runStep, type StepRun } from '../support/step.js';

/**
 * The kind of fault: a snapshot that is not quite as expected, and a whole directory that is delivered a second time
 * because of it. What can be read is used; else nothing is delivered, and the error says what to do.
 */
describe('A stored snapshot of contact polling', () => {
  const bench = useSandbox();
  const NOW = Date.now();

  const poll = (snapshot?: unknown, more: Record<string, unknown> = {}): Promise<StepRun> =>
    runStep(trigger, {
      cfg: { ...bench.credential, objectType: 'contacts', directoryId: 'POOL_1', singlePagePerInterval: 'no', ...more },
      snapshot,
    });
  const emails = (run: StepRun): unknown[] => run.data.map((contact) => (contact as { email: string }).email);

  /** Two old contacts and two of a moment ago, which are remembered one by one; the snapshot after all four. */
  async function delivered(): Promise<Record<string, unknown>> {
    const directory = bench.tenant.addDirectory({ name: 'Customers', directoryId: 'POOL_1' });
    for (const [index, ageMs] of [900_000, 800_000, 5_000, 4_000].entries()) {
      const at = NOW - ageMs;
      directory.create({ email: `c${index}@example.com`, creationDate: at, lastModified: at });
    }
    const run = await poll();
    assert.equal(run.data.length, 4);
    return run.snapshots.at(-1) as Record<string, unknown>;
  }

  it('of a newer version is gone on from, as long as it says where', async () => {
    const snapshot = await delivered();
    assert.deepEqual(emails(await poll({ ...snapshot, version: 7, more: { of: 'it' } })), []);
  });

  it('with one damaged entry loses that entry and no other', async () => {
    const snapshot = await delivered();
    const { prefix, ids } = snapshot.early as { prefix: string; ids: Record<string, string> };
    const [first = '', ...others] = Object.keys(ids);
    for (const damage of [{ [first]: '%' }, { [first]: 7 }, { x: 'a', [first]: '%E0%A4%A' }]) {
      const early = { prefix, ids: { ...Object.fromEntries(others.map((key) => [key, ids[key]])), ...damage } };
      assert.deepEqual(emails(await poll({ ...snapshot, early })), ['c2@example.com']);
    }
  });

  it('without its list of what came early repeats only that', async () => {
    const snapshot = await delivered();
    for (const early of [null, undefined, [], 'x', { prefix: '' }]) {
      assert.deepEqual(emails(await poll({ ...snapshot, early })), ['c2@example.com', 'c3@example.com']);
    }
  });

  it('with seconds left for later delivers those before an end time that was set since, and the others once it is gone', async () => {
    const snapshot = await delivered();
    const [wanted = '', unwanted = ''] = [900_000, 800_000].map((ageMs) =>
      new Date(Math.floor((NOW - ageMs) / 1000) * 1000).toISOString().replace('.000Z', 'Z'),
    );
    const unread = { [unwanted]: '', [wanted]: '' };
    const run = await poll({ ...snapshot, unread }, { endTime: unwanted });
    assert.deepEqual(emails(run), ['c0@example.com']);
    assert.deepEqual(emails(await poll(run.snapshots.at(-1))), ['c1@example.com']);
  });

  it('that says no position is an error, and nothing is delivered', async () => {
    const snapshot = await delivered();
    const unusable: [unknown, RegExp][] = [
      [{ ...snapshot, watermark: { time: 'never', contactId: '' } }, /since its position is damaged/],
      [{ ...snapshot, watermark: null }, /since it is damaged/],
      [{ ...snapshot, version: 7, watermark: undefined }, /since it has the format 7/],
      [{ lastPoll: '2026-01-01' }, /since it has the format of no version/],
      [[1], /since it is none of this trigger/],
      ['{}', /since it is none of this trigger/],
    ];
    for (const [stored, why] of unusable) {
      const message = await messageOf(poll(stored));
      assert.match(message, why);
      assert.match(message, /Nothing was delivered.*reset the snapshot/);
    }
  });
});
