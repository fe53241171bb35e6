import assert from 'node:assert/strict';
import { archiveOf } from '../support/archives.js';
import { idsOf, usePolledSurvey } from '../support/polledSurvey.js';
import { messageOf } from '../support/step.js';

describe('Exports that responses are polled from', () => {
  const { bench, surveyId, poll, starts } = usePolledSurvey();

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

  describe('when an export comes to nothing', () => {
    it('starts it once more when it failed', async () => {
      bench.tenant.exports.ending = 'failed';
      bench.sandbox.onRequest = () => {
        if (starts().length > 1) bench.tenant.exports.ending = 'complete';
      };
      assert.equal((await poll()).data.length, 250);
      assert.equal(starts().length, 2);
    });

    it('ends with an error when it failed twice, and leaves the snapshot alone', async () => {
      bench.tenant.exports.ending = 'failed';
      const events: string[] = [];
      assert.match(await messageOf(poll({}, { onEmit: (event) => events.push(event) })), /could not export/);
      assert.deepEqual([starts().length, events], [2, []]);
    });

    for (const what of ['status', 'file'] as const) {
      it(`starts it once more when its ${what} is gone, then says so`, async () => {
        bench.tenant.behaviour.exportVanishes = what;
        assert.match(await messageOf(poll()), /404/);
        assert.equal(starts().length, 2);
      });
    }

    it('starts it once more when the archive is damaged, and delivers nothing of it', async () => {
      const whole = await archiveOf({ name: 'a.ndjson', content: '{"responseId":"R_1"}\n', compress: false });
      whole[40] = 0;
      bench.tenant.exports.archiveOf = () => whole;
      const events: string[] = [];
      assert.match(await messageOf(poll({}, { onEmit: (event) => events.push(event) })), /exported file is damaged/);
      assert.deepEqual([starts().length, events], [2, []]);
    });

    it('does not ask twice for a survey that does not exist', async () => {
      assert.match(await messageOf(poll({ surveyId: 'SV_000000000000000' })), /404 to POST/);
      assert.equal(starts().length, 1);
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

  it('deliver each of hundreds in one millisecond once, over several files that repeat some of them', async () => {
    const times = [0, 1].map((ms) => new Date(Date.UTC(2026, 4, 1) + ms).toISOString());
    const rows = Array.from({ length: 600 }, (_, row) => ({
      responseId: `R_${(row * 7) % 600}`,
      values: { recordedDate: times[row < 590 ? 0 : 1] },
    }));
    const lines = rows.map((row) => `${JSON.stringify(row)}\n`);
    const files = [lines.slice(300), lines.slice(0, 310), lines.slice(590)];
    const archive = await archiveOf(...files.map((file, at) => ({ name: `${at}.ndjson`, content: file.join('') })));
    bench.tenant.exports.archiveOf = () => archive;
    const delivered: string[] = [];
    let snapshot: unknown = {};
    // The container dies after each page.
    for (let run = 0; run < 100 && delivered.length < 600; run += 1) {
      const onEmit = (event: string, value: unknown): void => {
        if (event === 'data') delivered.push((value as { body: { responseId: string } }).body.responseId);
        if (event !== 'snapshot') return;
        snapshot = value;
        throw new Error('The container died.');
      };
      await messageOf(poll({ pageSize: '23' }, { onEmit, snapshot }));
    }
    assert.deepEqual([delivered.length, new Set(delivered).size], [600, 600]);
  });
});
