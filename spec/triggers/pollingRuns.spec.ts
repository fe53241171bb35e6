import assert from 'node:assert/strict';
import * as trigger from '../../src/triggers/getNewAndUpdatedObjectsPolling.js';
import { useMovedTime } from '../support/movedTime.js';
import { runStep, type StepRun } from '../support/step.js';

describe('Runs of contact polling', () => {
  const time = useMovedTime({ jumps: true });
  const { bench } = time;
  const HOUR_MS = 60 * 60_000;
  const setUp = (count: number): void => {
    const directory = bench.tenant.addDirectory({ name: 'Customers', directoryId: 'POOL_1' });
    for (let made = 0; made < count; made += 1) {
      const at = time.now() - 24 * HOUR_MS + made * 60_000;
      directory.create({ creationDate: at, lastModified: at });
    }
  };
  const poll = (more: Record<string, unknown> = {}, input: object = {}): Promise<StepRun> =>
    runStep(trigger, {
      cfg: { ...bench.credential, objectType: 'contacts', directoryId: 'POOL_1', pageSize: '10', ...more },
      ...input,
    });
  const ids = (...runs: StepRun[]): unknown[] =>
    runs.flatMap(({ data }) => data.map((contact) => (contact as { contactId: string }).contactId));

  it('that come at once in a process deliver each contact once, one after the other', async () => {
    setUp(95);
    const runs = await Promise.all([1, 2, 3].map(() => poll({ singlePagePerInterval: 'no' })));
    assert.equal(ids(...runs).length, 95);
    assert.equal(new Set(ids(...runs)).size, 95);
  });

  it('that come at once with a page each deliver a page each, and their snapshots only go forward', async () => {
    setUp(95);
    const times: string[] = [];
    const onEmit = (event: string, value: unknown): void => {
      if (event === 'snapshot') times.push((value as { watermark: { time: string } }).watermark.time);
    };
    const runs = await Promise.all([1, 2, 3].map(() => poll({}, { onEmit })));
    assert.deepEqual(
      runs.map(({ data }) => data.length),
      [10, 10, 10],
    );
    assert.equal(new Set(ids(...runs)).size, 30);
    assert.deepEqual(times, [...times].sort());
  });

  it('that come at once deliver a second that was left for later once, and their snapshots only go forward', async () => {
    const directory = bench.tenant.addDirectory({ name: 'Customers', directoryId: 'POOL_1' });
    const at = time.now() - HOUR_MS;
    for (let made = 0; made < 25; made += 1) directory.create({ creationDate: at, lastModified: at });
    const all = await poll({ singlePagePerInterval: 'no' });
    const second = new Date(Math.floor(at / 1000) * 1000).toISOString().replace('.000Z', 'Z');
    const snapshot = { ...(all.snapshots.at(-1) as object), unread: { [second]: '' } };
    const runs = await Promise.all([1, 2, 3].map(() => poll({}, { snapshot })));
    assert.deepEqual(ids(...runs).sort(), ids(all).sort());
  });

  it('of two steps that poll the same in one process deliver everything each, at once or after one another', async () => {
    setUp(95);
    const pollAs = (step: string, more?: Record<string, unknown>, snapshot?: unknown): Promise<StepRun> => {
      process.env.ELASTICIO_STEP_ID = step;
      return poll(more, { snapshot });
    };
    const all = { singlePagePerInterval: 'no' };
    for (const run of await Promise.all([pollAs('step_1', all), pollAs('step_2', all)])) {
      assert.equal(new Set(ids(run)).size, 95);
    }
    const runs: Record<string, StepRun[]> = { step_1: [], step_2: [] };
    for (let round = 0; round < 10; round += 1) {
      for (const [step, earlier] of Object.entries(runs)) {
        earlier.push(await pollAs(step, {}, earlier.at(-1)?.snapshots.at(-1)));
      }
    }
    for (const ofStep of Object.values(runs)) assert.equal(new Set(ids(...ofStep)).size, 95);
  });

  it('of other directories do not wait for each other’s snapshots, and one by itself starts where it is told', async () => {
    setUp(15);
    const first = await poll({ singlePagePerInterval: 'no' });
    assert.deepEqual(ids(await poll({ singlePagePerInterval: 'no' })), ids(first));
  });

  it('end by themselves after 20 minutes, with the snapshot behind what they delivered, and the next one goes on', async () => {
    setUp(95);
    const onEmit = (event: string): void => {
      if (event === 'data') time.pass(60_000);
    };
    const runs: StepRun[] = [];
    let snapshot: unknown;
    do {
      const startedMs = time.now();
      const run = await poll({ singlePagePerInterval: 'no' }, { onEmit, snapshot });
      assert.ok(time.now() - startedMs < 31 * 60_000);
      snapshot = run.snapshots.at(-1) ?? snapshot;
      runs.push(run);
    } while (runs.at(-1)?.data.length);
    assert.ok(runs.length > 3);
    assert.equal(ids(...runs).length, 95);
    assert.equal(new Set(ids(...runs)).size, 95);
  });

  describe('with a page each, of a second that thousands share', () => {
    const CROWD = 3000;
    const ONCE = CROWD / 100 + 25;
    const searches = (): number => bench.sandbox.requests.filter(({ path }) => path.endsWith('/search')).length;
    const crowd = (): void => {
      const directory = bench.tenant.addDirectory({ name: 'Imported', directoryId: 'POOL_1' });
      const at = time.now() - HOUR_MS;
      for (let made = 0; made < CROWD; made += 1) directory.create({ creationDate: at, lastModified: at });
    };
    /** So many flow starts, a minute apart. */
    const start = async (starts: number, snapshot?: unknown): Promise<StepRun[]> => {
      const runs: StepRun[] = [];
      for (let made = 0; made < starts; made += 1) {
        const kept = runs.at(-1)?.snapshots.at(-1) ?? snapshot;
        runs.push(await poll({ pageSize: '100' }, { snapshot: kept }));
        time.pass(60_000);
      }
      return runs;
    };

    it('read it once, and deliver page after page of what was read', async () => {
      crowd();
      const runs = await start(10);
      assert.equal(new Set(ids(...runs)).size, 1000);
      assert.ok(searches() <= ONCE, `${searches()} searches`);
    });

    it('read it again when that is 20 minutes ago, and deliver nothing twice', async () => {
      crowd();
      const runs = await start(CROWD / 100 + 1);
      assert.equal(ids(...runs).length, CROWD);
      assert.equal(new Set(ids(...runs)).size, CROWD);
      assert.ok(searches() > ONCE, `${searches()} searches`);
    });

    it('read it again when the snapshot was set back, and deliver what it asks for', async () => {
      crowd();
      const runs = await start(3);
      const [again] = await start(1, runs[0]?.snapshots.at(-1));
      assert.deepEqual(again && ids(again), runs[1] && ids(runs[1]));
    });
  });
});
