import assert from 'node:assert/strict';
import * as polling from '../../src/triggers/getNewAndUpdatedObjectsPolling.js';
import { BASE_MS, usePolledContacts } from '../support/polledContacts.js';
import { messageOf } from '../support/step.js';

describe('Get New and Updated Objects Polling', () => {
  const { bench, setUp, poll, namesIn, searches, vendorIsBehind } = usePolledContacts();

  it('delivers at most a page a flow start by default, oldest first, then the rest', async () => {
    const { directoryId } = setUp(250).options;
    const counts: number[] = [];
    const names: number[] = [];
    let snapshot: unknown = {};
    for (let start = 0; start < 4; start += 1) {
      const run = await poll(directoryId, {}, snapshot);
      counts.push(run.data.length);
      names.push(...namesIn(run));
      snapshot = run.snapshots.at(-1) ?? snapshot;
    }
    assert.deepEqual(counts, [100, 100, 50, 0]);
    assert.deepEqual(
      names,
      Array.from({ length: 250 }, (_, index) => index),
    );
  });

  it('costs one search when nothing is new, and emits nothing at all', async () => {
    const { directoryId } = setUp(20).options;
    const first = await poll(directoryId);
    const before = searches().length;
    const second = await poll(directoryId, {}, first.snapshots.at(-1));
    assert.equal(searches().length - before, 1);
    assert.deepEqual(second.events, []);
  });

  it('delivers a change at once, again when it changes again, and never the same change twice', async () => {
    const directory = setUp(3);
    const { directoryId } = directory.options;
    const contact = directory.create({ firstName: '9' });
    const first = await poll(directoryId);
    assert.deepEqual(namesIn(first), [0, 1, 2, 9]);
    const second = await poll(directoryId, {}, first.snapshots.at(-1));
    assert.deepEqual(namesIn(second), []);
    directory.update(contact.id, { firstName: '10', lastModified: Date.now() + 1500 });
    const third = await poll(directoryId, {}, second.snapshots.at(-1) ?? first.snapshots.at(-1));
    assert.deepEqual(namesIn(third), [10]);
  });

  it('tells two changes within one second apart where Qualtrics does', async () => {
    bench.tenant.behaviour.tellsMilliseconds = true;
    const directory = setUp(3);
    const { directoryId } = directory.options;
    const thisSecondMs = Math.floor(Date.now() / 1000) * 1000;
    const contact = directory.create({ firstName: '9', lastModified: thisSecondMs + 100 });
    const runs = [await poll(directoryId)];
    directory.update(contact.id, { firstName: '10', lastModified: thisSecondMs + 900 });
    for (let start = 0; start < 2; start += 1) runs.push(await poll(directoryId, {}, runs.at(-1)?.snapshots.at(-1)));
    assert.deepEqual(runs.map(namesIn), [[0, 1, 2, 9], [10], []]);
  });

  it('delivers a contact once only by its creation, when told so', async () => {
    const directory = setUp(3);
    const { directoryId } = directory.options;
    const first = await poll(directoryId, { pollConfig: 'created' });
    const [id] = directory.contacts.keys();
    directory.update(String(id), { firstName: '7' });
    const second = await poll(directoryId, { pollConfig: 'created' }, first.snapshots.at(-1));
    assert.deepEqual([namesIn(first), namesIn(second)], [[0, 1, 2], []]);
  });

  it('delivers pages as lists when told so', async () => {
    const { directoryId } = setUp(250).options;
    const run = await poll(directoryId, { emitBehavior: 'emitPage', singlePagePerInterval: 'no' });
    const sizes = (run.data as { result: unknown[] }[]).map(({ result }) => result.length);
    assert.deepEqual(sizes, [100, 100, 50]);
    assert.equal(new Set(run.messages.map(({ id }) => id)).size, 3);
  });

  it('emits no empty page when nothing is new and only time went on', async () => {
    vendorIsBehind(20_000);
    const directory = setUp(2);
    directory.create({ firstName: '2' });
    const cfg = { emitBehavior: 'emitPage' };
    const first = await poll(directory.options.directoryId, cfg);
    assert.deepEqual(first.events, ['data', 'snapshot']);
    vendorIsBehind(0);
    const second = await poll(directory.options.directoryId, cfg, first.snapshots.at(-1));
    assert.deepEqual(second.events, ['snapshot']);
  });

  it('emits a snapshot only after the page it covers was taken', async () => {
    const { directoryId } = setUp(250).options;
    const { events } = await poll(directoryId, { emitBehavior: 'emitPage', singlePagePerInterval: 'no' });
    assert.deepEqual(events, ['data', 'snapshot', 'data', 'snapshot', 'data', 'snapshot']);
  });

  it('sends the configured page size, and reads on with pages of one contact', async () => {
    const { directoryId } = setUp(7).options;
    for (const pageSize of ['1', 2, '100']) {
      bench.sandbox.requests.length = 0;
      const run = await poll(directoryId, { pageSize, singlePagePerInterval: 'no' });
      assert.deepEqual(namesIn(run), [0, 1, 2, 3, 4, 5, 6]);
      for (const { url } of searches())
        assert.equal(new URL(url, 'http://x').searchParams.get('pageSize'), String(pageSize));
    }
  });

  it('keeps to the time range: from the start on, before the end', async () => {
    const { directoryId } = setUp(10).options;
    const at = (index: number) => new Date(BASE_MS + index * 1000).toISOString();
    assert.deepEqual(namesIn(await poll(directoryId, { startTime: at(3), endTime: at(6) })), [3, 4, 5]);
    assert.deepEqual(namesIn(await poll(directoryId, { startTime: at(8), endTime: '' })), [8, 9]);
    assert.deepEqual(namesIn(await poll(directoryId, { startTime: '2026-01-01 01:00:08+01:00' })), [8, 9]);
    assert.deepEqual(namesIn(await poll(directoryId, { endTime: at(0) })), []);
    assert.deepEqual(namesIn(await poll(directoryId, { endTime: '2999-01-01' })).length, 10);
  });

  it('asks no more once the end time was reached', async () => {
    const { directoryId } = setUp(3).options;
    const cfg = { endTime: '2026-02-01T00:00:00Z' };
    const first = await poll(directoryId, cfg);
    const before = searches().length;
    await poll(directoryId, cfg, first.snapshots.at(-1));
    assert.equal(searches().length, before);
  });

  it('starts afresh, saying why, when what is polled is another', async () => {
    const { directoryId } = setUp(3).options;
    const snapshot = (await poll(directoryId)).snapshots.at(-1) ?? {};
    const others: [Record<string, unknown>, RegExp][] = [
      [{ pollConfig: 'created' }, /belongs to another timestamp field/],
      [{ startTime: '2025-01-01' }, /belongs to another start time/],
    ];
    for (const [cfg, why] of others) {
      const run = await poll(directoryId, cfg, snapshot);
      assert.deepEqual(namesIn(run), [0, 1, 2]);
      assert.ok(
        run.logs.some((line) => why.test(line) && line.includes('Polling starts again from')),
        String(why),
      );
    }
  });

  describe('retrieving a sample', () => {
    beforeEach(() => {
      process.env.ELASTICIO_FLOW_TYPE = 'debug';
    });

    it('reads ten contacts at the most, with one search and no snapshot', async () => {
      const { directoryId } = setUp(50).options;
      const run = await poll(directoryId, { singlePagePerInterval: 'no' });
      assert.equal(run.data.length, 10);
      assert.equal(searches().length, 1);
      assert.deepEqual(run.snapshots, []);
      const page = await poll(directoryId, { emitBehavior: 'emitPage', pageSize: '3' });
      assert.equal((page.data[0] as { result: unknown[] }).result.length, 3);
    });

    it('says that there is none', async () => {
      const { directoryId } = setUp(0).options;
      assert.match(await messageOf(poll(directoryId)), /^No object found\. Execution stopped\./);
    });
  });

  describe('refuses before any request', () => {
    const bad: [Record<string, unknown>, RegExp][] = [
      [{ pageSize: '0' }, /^"Page Size" must be a whole number from 1 to 100, but it is "0"\.$/],
      [{ pageSize: '101' }, /^"Page Size" must be a whole number from 1 to 100, but it is "101"\.$/],
      [{ pageSize: '1.5' }, /^"Page Size" .*"1.5"/],
      [{ pageSize: 'ten' }, /^"Page Size" .*"ten"/],
      [{ startTime: 'yesterday' }, /^"Start Time" must be a date .*"yesterday"/],
      [{ endTime: '2026-13-01' }, /^"End Time" must be a date .*"2026-13-01"/],
      [{ startTime: '2026-02-01', endTime: '2026-01-01' }, /^"Start Time" must not be after "End Time"/],
      [{ singlePagePerInterval: 'maybe' }, /^"Single Page Per Interval" must be one of "yes", "no"/],
      [{ pollConfig: 'x' }, /^"Timestamp field to poll on" must be one of/],
      [{ emitBehavior: 'x' }, /^"Emit behavior" must be one of/],
      [{ objectType: '' }, /^"Object Type" is required/],
      [{ directoryId: ' ' }, /^"Directory" is required/],
    ];
    for (const [cfg, message] of bad) {
      it(JSON.stringify(cfg), async () => {
        assert.match(await messageOf(poll('POOL_1', cfg)), message);
        assert.equal(bench.sandbox.requests.length, 0);
      });
    }
  });

  it('lists directories by name, sorted, telling apart those without one, of the same name or that cannot be searched', async () => {
    bench.tenant.addDirectory({ name: 'Archive', isLite: true });
    const nameless = bench.tenant.addDirectory({ name: null });
    const twin = bench.tenant.addDirectory({ name: 'Partners' });
    const labels = await polling.getDirectories.call(undefined, bench.credential);
    assert.deepEqual(Object.values(labels), [
      'Archive (cannot be polled: XMD Lite, or the client may not read contacts)',
      'Customers',
      `Directory without a name (${nameless.options.directoryId})`,
      ...[
        `Partners (${bench.tenant.directories[1]?.options.directoryId})`,
        `Partners (${twin.options.directoryId})`,
      ].sort((a, b) => a.localeCompare(b)),
    ]);
  });
});
