import assert from 'node:assert/strict';
import { idsOf, timesOf, usePolledSurvey } from '../support/polledSurvey.js';
import { messageOf, type StepRun } from '../support/step.js';

const MINUTE_MS = 60_000;

describe('Get New Survey Responses Polling', () => {
  const { bench, time, surveyId, poll, starts, complete, edit } = usePolledSurvey();
  const resultsOf = (run: StepRun) => run.data.map((body) => (body as { results: { responseId: string }[] }).results);

  it('delivers every response once, oldest first, in the one shape that all steps give', async () => {
    const run = await poll();
    assert.equal(run.data.length, 250);
    assert.equal(new Set(idsOf(run)).size, 250);
    assert.deepEqual(timesOf(run), timesOf(run).toSorted());
    const [first] = run.data as Record<string, unknown>[];
    const shape = ['surveyId', 'responseId', 'values', 'labels', 'displayedFields', 'displayedValues'];
    assert.deepEqual(Object.keys(first ?? {}), shape);
    assert.equal(first?.surveyId, surveyId());
  });

  it('delivers the next time what has come since, once it is two minutes old', async () => {
    const first = await poll();
    const [responseId] = complete();
    time.pass(MINUTE_MS);
    const early = await poll({}, { snapshot: first.snapshots.at(-1) });
    time.pass(2 * MINUTE_MS);
    const later = await poll({}, { snapshot: early.snapshots.at(-1) });
    assert.deepEqual([early.data.length, idsOf(later)], [0, [responseId]]);
  });

  it('costs three requests when there is nothing new, none when nothing can have settled', async () => {
    const { snapshots } = await poll();
    bench.sandbox.requests.length = 0;
    // Not settled for another minute, however long this takes.
    const watermark = { time: new Date(time.now() - MINUTE_MS).toISOString(), responseId: '' };
    await poll({}, { snapshot: { ...snapshots.at(-1), watermark } });
    assert.equal(bench.calls().length, 0);
    time.pass(MINUTE_MS);
    const idle = await poll({}, { snapshot: snapshots.at(-1) });
    assert.equal(bench.calls().length, 3);
    assert.deepEqual(idle.events, ['snapshot']);
  });

  it('asks for whole seconds, from the last position to two minutes ago', async () => {
    const { snapshots } = await poll();
    time.pass(MINUTE_MS);
    const beforeMs = time.now();
    await poll({}, { snapshot: snapshots.at(-1) });
    const afterMs = time.now();
    const [first, second] = starts();
    assert.equal(first?.startDate, undefined);
    const { startDate, endDate, ...others } = second ?? {};
    assert.equal(startDate, first?.endDate);
    const settledMs = Date.parse(String(endDate)) + 2 * MINUTE_MS;
    assert.ok(settledMs > beforeMs - 1000 && settledMs <= afterMs, `${beforeMs} ${settledMs} ${afterMs}`);
    assert.match(String(endDate), /T\d\d:\d\d:\d\dZ$/);
    const switches = { compress: true, exportResponsesInProgress: false, sortByLastModifiedDate: false };
    assert.deepEqual(others, { format: 'ndjson', ...switches });
  });

  it('emits pages with a snapshot after each', async () => {
    const run = await poll({ emitBehavior: 'emitPage', pageSize: '100' });
    assert.deepEqual(
      resultsOf(run).map((results) => results.length),
      [100, 100, 50],
    );
    assert.deepEqual(run.events, ['data', 'snapshot', 'data', 'snapshot', 'data', 'snapshot']);
  });

  for (const isBeside of [false, true]) {
    it(`delivers a response again when it was changed, its time ${isBeside ? 'beside' : 'among'} its values`, async () => {
      bench.tenant.behaviour.lastModifiedBeside = isBeside;
      const first = await poll({ pollConfig: 'lastModified' });
      const changed = idsOf(first).slice(3, 5);
      time.pass(MINUTE_MS);
      for (const id of changed.toReversed()) edit(id);
      time.pass(3 * MINUTE_MS);
      const second = await poll({ pollConfig: 'lastModified' }, { snapshot: first.snapshots.at(-1) });
      assert.deepEqual(new Set(idsOf(second)), new Set(changed));
      assert.equal(second.data.length, 2);
    });
  }

  it('delivers a response but once when only new ones are wanted', async () => {
    const first = await poll();
    time.pass(MINUTE_MS);
    edit(idsOf(first)[0] ?? '');
    time.pass(3 * MINUTE_MS);
    assert.deepEqual((await poll({}, { snapshot: first.snapshots.at(-1) })).data, []);
  });

  it('delivers from the start time on, and nothing of the end time or later', async () => {
    const all = timesOf(await poll());
    const [startTime = '', endTime = ''] = [all[10], all[20]];
    assert.deepEqual(timesOf(await poll({ startTime, endTime })), all.slice(10, 20));
  });

  describe('when a sample is retrieved', () => {
    beforeEach(() => {
      process.env.ELASTICIO_FLOW_TYPE = 'debug';
    });

    it('gives ten responses and keeps nothing', async () => {
      const run = await poll();
      assert.equal(run.data.length, 10);
      assert.deepEqual(run.snapshots, []);
      assert.equal(starts()[0]?.limit, 10);
    });

    it('says that there is none', async () => {
      assert.match(
        await messageOf(poll({ startTime: new Date(time.now()).toISOString() })),
        /^No object found\. Execution stopped/,
      );
    });
  });

  for (const [problem, cfg, message] of [
    ['no survey', { surveyId: ' ' }, '"Survey" is required, but it is empty.'],
    ['too large a page', { pageSize: '1001' }, '"Page Size" must be a whole number from 1 to 1000, but it is "1001".'],
    [
      'an end before the start',
      { startTime: '2026-02-01', endTime: '2026-01-01' },
      '"Start Time" must not be after "End Time", but "2026-02-01" is after "2026-01-01".',
    ],
  ] as const) {
    it(`refuses ${problem} before any request`, async () => {
      assert.equal(await messageOf(poll(cfg)), message);
      assert.deepEqual(bench.sandbox.requests, []);
    });
  }
});
