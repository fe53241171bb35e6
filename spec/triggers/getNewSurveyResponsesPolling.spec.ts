import assert from 'node:assert/strict';
import { completeResponses } from '../../local/sandbox/brand/completeResponses.js';
import * as trigger from '../../src/triggers/getNewSurveyResponsesPolling.js';
import { archiveOf } from '../support/archives.js';
import { useMovedTime } from '../support/movedTime.js';
import { messageOf, runStep, type StepRun } from '../support/step.js';

const MINUTE_MS = 60_000;

describe('Get New Survey Responses Polling', () => {
  const time = useMovedTime();
  const { bench } = time;
  beforeEach(() => {
    bench.tenant.behaviour.exportChecks = 0;
  });

  const surveyId = () => bench.tenant.surveys[0]?.id ?? '';
  const poll = (cfg: Record<string, unknown> = {}, more: Parameters<typeof runStep>[1] = {}): Promise<StepRun> =>
    runStep(trigger, { cfg: { ...bench.credential, surveyId: surveyId(), ...cfg }, ...more });
  const complete = (count = 1) => completeResponses(bench.tenant, { surveyId: surveyId(), count });
  const idsOf = (run: StepRun) => run.data.map((body) => (body as { responseId: string }).responseId);
  const timesOf = (run: StepRun) =>
    run.data.map((body) => (body as { values: { recordedDate: string } }).values.recordedDate);
  const resultsOf = (run: StepRun) => run.data.map((body) => (body as { results: { responseId: string }[] }).results);
  const bodiesOfStarts = () =>
    bench.sandbox.requests
      .filter(({ path }) => path.endsWith('/export-responses'))
      .map(({ body }) => body as Record<string, unknown>);
  /** Writes a response anew, so that exports show its last modification. */
  const edit = (responseId: string) => {
    const { responses } = bench.tenant.survey(surveyId());
    const response = responses.find(responseId);
    assert.ok(response);
    responses.write({ ...response, lastModified: time.now() }, time.now());
  };

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
    await poll({}, { snapshot: snapshots.at(-1) });
    assert.equal(bench.calls().length, 0);
    time.pass(MINUTE_MS);
    const idle = await poll({}, { snapshot: snapshots.at(-1) });
    assert.equal(bench.calls().length, 3);
    assert.deepEqual(idle.events, ['snapshot']);
  });

  it('asks for whole seconds, from the last position to two minutes ago', async () => {
    const { snapshots } = await poll();
    time.pass(MINUTE_MS);
    await poll({}, { snapshot: snapshots.at(-1) });
    const [first, second] = bodiesOfStarts();
    assert.equal(first?.startDate, undefined);
    const { startDate, endDate, ...others } = second ?? {};
    assert.equal(startDate, first?.endDate);
    const ageSeconds = time.now() / 1000 - Date.parse(String(endDate)) / 1000;
    assert.ok(ageSeconds >= 120 && ageSeconds < 150, `${ageSeconds} s`);
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

  it('reads archives of several files', async () => {
    bench.tenant.behaviour.rowsPerExportFile = 7;
    assert.equal(new Set(idsOf(await poll())).size, 250);
  });

  it('delivers what others stumble over, and names the row that is not JSON', async () => {
    bench.tenant.behaviour.hostileRows = ['protoKey', 'duplicateKeys', 'lineBreaks', 'longValue', 'notJson'];
    const run = await poll();
    assert.equal(run.data.length, 249);
    const { values } = run.data[0] as { values: Record<string, unknown> };
    assert.ok(Object.hasOwn(values, '__proto__'));
    assert.deepEqual(
      run.errors.map(({ message }) => message),
      [
        `Qualtrics exported a row of survey ${surveyId()} that cannot be read, so it was left out: row 5 (it is not JSON). All others are delivered. Find them in Qualtrics, or with Getting Survey Responses.`,
      ],
    );
  });

  it('leaves out, with an error, only the response that is larger than a message may be', async () => {
    process.env.ELASTICIO_OUTGOING_MESSAGE_SIZE_LIMIT = '1000000';
    bench.tenant.behaviour.hostileRows = ['longValue'];
    const run = await poll();
    assert.equal(run.data.length, 249);
    assert.match(run.errors[0]?.message ?? '', /^Response R_\w+ of survey SV_\w+ has 1\.9 MB, more than fits/);
  });

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

  describe('when an export comes to nothing', () => {
    const starts = () => bodiesOfStarts().length;

    it('starts it once more when it failed', async () => {
      bench.tenant.exports.ending = 'failed';
      bench.sandbox.onRequest = () => {
        if (starts() > 1) bench.tenant.exports.ending = 'complete';
      };
      assert.equal((await poll()).data.length, 250);
      assert.equal(starts(), 2);
    });

    it('ends with an error when it failed twice, and leaves the snapshot alone', async () => {
      bench.tenant.exports.ending = 'failed';
      const events: string[] = [];
      assert.match(await messageOf(poll({}, { onEmit: (event) => events.push(event) })), /could not export/);
      assert.deepEqual([starts(), events], [2, []]);
    });

    for (const what of ['status', 'file'] as const) {
      it(`starts it once more when its ${what} is gone, then says so`, async () => {
        bench.tenant.behaviour.exportVanishes = what;
        assert.match(await messageOf(poll()), /404/);
        assert.equal(starts(), 2);
      });
    }

    it('starts it once more when the archive is damaged, and delivers nothing of it', async () => {
      const whole = await archiveOf({ name: 'a.ndjson', content: '{"responseId":"R_1"}\n', compress: false });
      whole[40] = 0;
      bench.tenant.exports.archiveOf = () => whole;
      const events: string[] = [];
      assert.match(await messageOf(poll({}, { onEmit: (event) => events.push(event) })), /exported file is damaged/);
      assert.deepEqual([starts(), events], [2, []]);
    });

    it('does not ask twice for a survey that does not exist', async () => {
      assert.match(await messageOf(poll({ surveyId: 'SV_000000000000000' })), /404 to POST/);
      assert.equal(starts(), 1);
    });

    it('takes an archive without a file for one without responses', async () => {
      const empty = Buffer.from(`504b0506${'00'.repeat(18)}`, 'hex');
      bench.tenant.exports.archiveOf = () => empty;
      assert.deepEqual((await poll()).events, ['snapshot']);
    });
  });

  it('delivers rows that do not tell their time at once, rather than losing them', async () => {
    const timeless = [{ recordedDate: 'soon' }, {}].map((values, index) => ({ responseId: `R_${index}`, values }));
    const timed = { responseId: 'R_2', values: { recordedDate: '2026-05-01T00:00:00Z' } };
    const content = [timed, ...timeless].map((row) => JSON.stringify(row)).join('\n');
    const archive = await archiveOf({ name: 'a.ndjson', content });
    bench.tenant.exports.archiveOf = () => archive;
    assert.deepEqual(idsOf(await poll()), ['R_0', 'R_1', 'R_2']);
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
    assert.match(await messageOf(poll({}, { snapshot: version })), /its format 2 is not known/);
    const damaged = { ...snapshot, watermark: { time: 'soon' } };
    assert.match(await messageOf(poll({}, { snapshot: damaged })), /its position is damaged/);
  });

  describe('when a sample is retrieved', () => {
    beforeEach(() => {
      process.env.ELASTICIO_FLOW_TYPE = 'debug';
    });

    it('gives ten responses and keeps nothing', async () => {
      const run = await poll();
      assert.equal(run.data.length, 10);
      assert.deepEqual(run.snapshots, []);
      assert.equal(bodiesOfStarts()[0]?.limit, 10);
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
