import assert from 'node:assert/strict';
import { ask } from '../../support/ask.js';
import { type Exported, exported, rowsOf } from '../../support/exportedFiles.js';
import { useSandbox } from '../../support/sandbox.js';

const HOUR_MS = 60 * 60_000;

describe('Exports of the sandbox', () => {
  let nowMs = Date.UTC(2026, 0, 1);
  const bench = useSandbox({ demo: { now: () => nowMs } });
  const surveyId = () => bench.tenant.surveys[0]?.id ?? '';
  const start = (body: object) => ask(bench, `POST /surveys/${surveyId()}/export-responses`, { body });
  const get = (options: object, id?: string): Promise<Exported> => exported(bench, options, id);
  const rows = async (options: object) => rowsOf(await get({ format: 'ndjson', ...options }));
  const times = async (options: object, key = 'recordedDate') =>
    (await rows(options)).map(({ values }) => Date.parse(String(values[key])));
  const change = (responseId: string | undefined, resetRecordedDate: boolean) =>
    ask(bench, `PUT /responses/${responseId}`, {
      body: { surveyId: surveyId(), embeddedData: { level: 'plus' }, resetRecordedDate },
    });

  beforeEach(() => {
    bench.tenant.behaviour.exportChecks = 0;
  });

  describe('that ask for less', () => {
    it('have as many rows as the limit says, even none', async () => {
      for (const limit of [0, 1, 17]) assert.equal((await rows({ limit })).length, limit);
    });

    it('have what was recorded from startDate on and before endDate', async () => {
      const all = await times({});
      const [from = 0, to = 0] = [all[50], all[100]];
      const dates = { startDate: new Date(from).toISOString(), endDate: new Date(to).toISOString() };
      assert.deepEqual(await times(dates), all.slice(50, 100));
      const local = new Date(from - 7 * HOUR_MS).toISOString().replace('Z', '-07:00');
      assert.deepEqual(await times({ ...dates, startDate: local }), all.slice(50, 100));
    });

    it('count dates to the second only where so told', async () => {
      const all = await times({});
      const from = all[50] ?? 0;
      const startDate = new Date(Math.floor(from / 1000) * 1000 + 999).toISOString();
      assert.equal((await times({ startDate })).length, 199);
      bench.tenant.behaviour.exportDatesInSeconds = true;
      assert.equal((await times({ startDate })).length, 200);
    });

    it('have what the saved filter lets through', async () => {
      const filterId = bench.tenant.surveys[0]?.filters[0]?.filterId;
      const found = await rows({ filterId });
      assert.ok(found.length > 0 && found.every(({ values }) => Number(values.QID1) >= 9));
    });

    it('have the questions, embedded data and metadata that were named, in every format', async () => {
      const chosen = { questionIds: ['QID2'], embeddedDataIds: ['level'], surveyMetadataIds: ['_recordId', 'status'] };
      const [row] = await rows({ ...chosen, limit: 1 });
      assert.deepEqual(Object.keys(row?.values ?? {}), ['status', '_recordId', 'QID2_TEXT', 'level']);
      const { text } = await get({ format: 'csv', ...chosen });
      assert.equal(text.split('\r\n')[0], 'Status,ResponseId,Q2,level');
      const none = await get({ format: 'tsv', questionIds: [], embeddedDataIds: [], surveyMetadataIds: ['progress'] });
      assert.equal(none.text.split('\r\n')[0], 'Progress');
    });
  });

  describe('sorted by last modification', () => {
    it('mean it by their dates, and tell it', async () => {
      const [first] = await rows({ limit: 1 });
      nowMs += HOUR_MS;
      await change(first?.responseId, false);
      const startDate = new Date(nowMs).toISOString();
      const found = await rows({ sortByLastModifiedDate: true, startDate });
      assert.deepEqual(
        found.map(({ responseId, values }) => [responseId, values.LastModifiedDate]),
        [[first?.responseId, startDate]],
      );
      assert.deepEqual(await rows({ startDate }), [], 'its recorded date stayed');
      const all = await times({ sortByLastModifiedDate: true }, 'LastModifiedDate');
      assert.deepEqual(
        all,
        all.toSorted((a, b) => a - b),
      );
      const { text } = await get({ format: 'csv', sortByLastModifiedDate: true, limit: 0 });
      assert.match(text.split('\r\n')[0] ?? '', /,UserLanguage,LastModifiedDate,Q1/);
    });

    it('tell it beside the values where so told', async () => {
      bench.tenant.behaviour.lastModifiedBeside = true;
      const [row] = await rows({ sortByLastModifiedDate: true, limit: 1 });
      assert.ok(row && 'LastModifiedDate' in row && !('LastModifiedDate' in row.values));
    });
  });

  describe('that can be continued', () => {
    it('go on with what came since, each response once', async () => {
      const first = await get({ format: 'ndjson', allowContinuation: true });
      assert.equal(rowsOf(first).length, 250);
      const { result } = await ask(bench, `POST /surveys/${surveyId()}/responses`, { body: {} });
      nowMs += 1;
      const next = await get({ format: 'ndjson', continuationToken: first.continuationToken });
      assert.deepEqual(
        rowsOf(next).map(({ responseId }) => responseId),
        [result.responseId],
      );
      const last = await get({ format: 'ndjson', continuationToken: next.continuationToken });
      assert.deepEqual(rowsOf(last), []);
    });

    it('refuse a token that was invented, is of another survey, or is older than a week', async () => {
      const { continuationToken } = await get({ format: 'csv', allowContinuation: true });
      assert.equal((await start({ format: 'csv', continuationToken: 'x' })).status, 400);
      const other = bench.tenant.surveys[1]?.id;
      const body = { format: 'csv', continuationToken };
      assert.equal((await ask(bench, `POST /surveys/${other}/export-responses`, { body })).status, 400);
      nowMs += 7 * 24 * HOUR_MS;
      assert.equal((await start(body)).status, 400);
    });
  });

  describe('while responses change', () => {
    it('show them when the lag is over, and until then what was there before', async () => {
      bench.tenant.behaviour.exportLagMs = 60_000;
      const before = await rows({});
      await change(before[0]?.responseId, true);
      await ask(bench, `DELETE /surveys/${surveyId()}/responses/${before[1]?.responseId}`);
      await ask(bench, `POST /surveys/${surveyId()}/responses`, { body: {} });
      nowMs += 59_000;
      assert.deepEqual(await rows({}), before);
      nowMs += 1000;
      const after = await rows({});
      assert.equal(after.length, 250);
      assert.equal(after[248]?.responseId, before[0]?.responseId, 'changed, so recorded anew');
      assert.ok(!after.some(({ responseId }) => responseId === before[1]?.responseId));
    });

    it('give those in progress to who asks for them, and to nobody else', async () => {
      const body = JSON.stringify({ surveyId: surveyId(), partial: true });
      const headers = { 'content-type': 'application/json' };
      await fetch(`${bench.sandbox.url}/sandbox/responses`, { method: 'POST', headers, body });
      assert.equal((await rows({})).length, 250);
      const inProgress = await rows({ exportResponsesInProgress: true });
      assert.deepEqual(
        inProgress.map(({ values }) => values.finished),
        [0],
      );
    });
  });

  const ndjson = { format: 'ndjson' };
  for (const [body, code] of [
    [{}, 'RP_10'],
    [{ format: 'xlsx' }, 'RP_9'],
    [{ ...ndjson, filter: 'x' }, 'RP_9'],
    [{ ...ndjson, limit: -1 }, 'RP_9'],
    [{ ...ndjson, startDate: '2026-99-99T00:00:00Z' }, 'RP_9'],
    [{ ...ndjson, startDate: '2026-01-01' }, 'RP_9'],
    [{ format: 'csv', timeZone: 'Mars/Base' }, 'RP_9'],
    [{ ...ndjson, useLabels: true }, 'RP_9'],
    [{ format: 'json', timeZone: 'UTC' }, 'RP_9'],
    [{ ...ndjson, newlineReplacement: ' ' }, 'RP_9'],
    [{ format: 'csv', useLabels: true, includeLabelColumns: true }, 'RP_9'],
    [{ format: 'csv', filterId: 'q3orolvvaowa5aq', sortByLastModifiedDate: true }, 'RP_9'],
    [{ format: 'csv', filterId: 'q3orolvvaowa5aq', allowContinuation: true }, 'RP_9'],
    [{ format: 'csv', allowContinuation: true, continuationToken: 'x' }, 'RP_9'],
    [{ format: 'csv', filterId: 'nobody-made-it' }, undefined],
  ] as const) {
    it(`refuse ${JSON.stringify(body)}`, async () => {
      const { status, meta } = await start(body);
      assert.deepEqual([status, meta.error?.errorCode], [400, code]);
      assert.equal(bench.tenant.exports.jobs.length, 0);
    });
  }

  for (const exportStatus of ['failed', 'Failed', 'cancelled', 'error', 'completed', 'Complete']) {
    it(`end as "${exportStatus}" where so told`, async () => {
      bench.tenant.behaviour.exportStatus = exportStatus;
      const { result } = await start(ndjson);
      const progress = await ask(bench, `GET /surveys/${surveyId()}/export-responses/${result.progressId}`);
      assert.equal(progress.result.status, exportStatus);
      assert.equal(typeof progress.result.fileId === 'string', /^complete/i.test(exportStatus));
    });
  }

  it('can be answered by HTML, by nothing, or by another status, when their progress is looked at', async () => {
    const { result } = await start(ndjson);
    const url = `${bench.sandbox.url}/API/v3/surveys/${surveyId()}/export-responses/${result.progressId}`;
    const before = { kind: 'status', when: 'before' } as const;
    bench.sandbox.faults.add(
      { match: /\/ES_/, fault: { ...before, status: 200, html: true } },
      { match: /\/ES_/, fault: { ...before, status: 200, body: '' } },
      { match: /\/ES_/, fault: { ...before, status: 408, body: '' } },
    );
    const answers: [number, string][] = [];
    for (let look = 0; look < 3; look += 1) {
      const answer = await fetch(url, { headers: { 'x-api-token': bench.tenant.apiToken } });
      answers.push([answer.status, await answer.text()]);
    }
    assert.deepEqual(answers, [
      [200, '<html><body><h1>200</h1></body></html>'],
      [200, ''],
      [408, ''],
    ]);
  });

  it('say nothing of a file until they are complete', async () => {
    bench.tenant.behaviour.exportChecks = 1;
    const { result } = await start(ndjson);
    const progress = await ask(bench, `GET /surveys/${surveyId()}/export-responses/${result.progressId}`);
    assert.deepEqual(Object.keys(progress.result), ['percentComplete', 'status']);
  });

  it('vanish where so told: the job, or its file', async () => {
    const { result } = await start(ndjson);
    const path = `/surveys/${surveyId()}/export-responses`;
    const complete = await ask(bench, `GET ${path}/${result.progressId}`);
    bench.tenant.behaviour.exportVanishes = 'file';
    assert.equal((await ask(bench, `GET ${path}/${complete.result.fileId}/file`)).status, 404);
    bench.tenant.behaviour.exportVanishes = 'status';
    assert.equal((await ask(bench, `GET ${path}/${result.progressId}`)).status, 404);
  });
});
