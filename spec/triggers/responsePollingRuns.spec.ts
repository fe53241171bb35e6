import assert from 'node:assert/strict';
import { idsOf, timesOf, usePolledSurvey } from '../support/polledSurvey.js';
import { messageOf, type StepRun } from '../support/step.js';

describe('Runs of response polling', () => {
  const { bench, time, poll } = usePolledSurvey();

  describe('when the container dies', () => {
    it('repeats at most the page in flight, wherever that happens', async () => {
      const events = ['data', 'data', 'data', 'snapshot', 'data', 'snapshot'];
      const startTime = timesOf(await poll()).at(-20);
      for (let deadly = 0; deadly < 9; deadly += 1) {
        const delivered: string[] = [];
        let snapshot: unknown = {};
        let emits = 0;
        const onEmit = (event: string, value: unknown): void => {
          if (emits === deadly) throw new Error('The container died.');
          emits += 1;
          if (event === 'snapshot') snapshot = value;
          else delivered.push((value as { body: { responseId: string } }).body.responseId);
        };
        const cfg = { pageSize: 3, startTime };
        await assert.rejects(poll(cfg, { onEmit }));
        const rest = idsOf(await poll(cfg, { snapshot }));
        const repeated = delivered.filter((id) => rest.includes(id));
        assert.ok(repeated.length <= 3, `${repeated.length} after ${events[deadly]}`);
        assert.deepEqual(new Set([...delivered, ...rest]), new Set(idsOf(await poll(cfg))));
      }
    });
  });

  it('lets polls that begin at the same time follow each other, so that nothing comes twice', async () => {
    const runs = await Promise.all([poll(), poll()]);
    assert.deepEqual(
      runs.map(({ data }) => data.length),
      [250, 0],
    );
  });

  it('starts anew when another survey is polled, and says so', async () => {
    const { snapshots } = await poll();
    const other = bench.tenant.surveys[1]?.id ?? '';
    const run = await poll({ surveyId: other }, { snapshot: snapshots.at(-1) });
    assert.equal(run.data.length, 80);
    assert.ok(run.logs.some((line) => line.includes('since it belongs to another survey')));
  });

  it('delivers nothing from a snapshot that cannot be read: it would all come again', async () => {
    const [snapshot] = (await poll()).snapshots;
    const version = { ...snapshot, version: 2 };
    assert.match(await messageOf(poll({}, { snapshot: version })), /its format "2" is not known/);
    const damaged = { ...snapshot, watermark: { time: 'soon' } };
    assert.match(await messageOf(poll({}, { snapshot: damaged })), /its position is damaged/);
  });

  it('end by themselves after 20 minutes, the snapshot behind what they delivered, and the next one goes on', async () => {
    const onEmit = (event: string): void => {
      if (event === 'data') time.pass(30_000);
    };
    const runs: StepRun[] = [];
    let snapshot: unknown;
    do {
      const startedMs = time.now();
      const run = await poll({ pageSize: '10' }, { onEmit, snapshot });
      assert.ok(
        time.now() - startedMs < 26 * 60_000,
        'a page of five minutes is begun in the last minute at the latest',
      );
      snapshot = run.snapshots.at(-1);
      runs.push(run);
    } while (runs.at(-1)?.data.length);
    const delivered = runs.map(({ data }) => data.length);
    assert.deepEqual(delivered, [40, 40, 40, 40, 40, 40, 10, 0]);
    assert.equal(new Set(runs.flatMap(idsOf)).size, 250);
  });

  it('end with an error when an export takes longer than 19 minutes, and keep nothing', async () => {
    bench.tenant.exports.ending = 'never';
    const startedMs = time.now();
    const events: string[] = [];
    const message = await messageOf(poll({}, { onEmit: (event) => events.push(event) }));
    assert.equal(message, 'Response ready timed out (19 minutes)');
    assert.ok(time.now() - startedMs < 20 * 60_000);
    assert.deepEqual(events, []);
  });
});
