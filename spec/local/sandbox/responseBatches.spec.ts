import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ask } from '../../support/ask.js';
import { exported, rowsOf } from '../../support/exportedFiles.js';
import { useSandbox } from '../../support/sandbox.js';

interface Progress {
  readonly progressId: string;
  readonly percentComplete: number;
  readonly status: string;
}

describe('Many responses of the sandbox at once', () => {
  let nowMs = Date.UTC(2026, 0, 1);
  const bench = useSandbox({ demo: { now: () => nowMs } });
  const survey = () => bench.tenant.surveys[0] ?? assert.fail();
  const path = (what: string): string => `/surveys/${survey().id}/${what}-responses`;
  const ids = (count: number): string[] =>
    Array.from(survey().responses.rows({ sortBy: 'recordedDate', asOf: nowMs }), ({ responseId }) => responseId).slice(
      0,
      count,
    );
  const start = (what: string, body: object) => ask<Progress>(bench, `POST ${path(what)}`, { body });
  const look = (what: string, progressId: string) => ask<Progress>(bench, `GET ${path(what)}/${progressId}`);
  const post = async (body: string, type: string, headers: Record<string, string> = {}) => {
    const answer = await fetch(`${bench.sandbox.url}/API/v3${path('import')}`, {
      method: 'POST',
      headers: { 'x-api-token': bench.tenant.apiToken, 'content-type': type, ...headers },
      body,
    });
    return { status: answer.status, ...((await answer.json()) as { result: Progress }) };
  };

  beforeEach(() => {
    bench.tenant.behaviour.exportChecks = 0;
    bench.tenant.behaviour.responseLagMs = 0;
  });

  it('are changed, and say so after as many checks as they are told to', async () => {
    bench.tenant.behaviour.batchChecks = 2;
    const [one = '', other = ''] = ids(2);
    const before = survey().responses.find(other)?.recordedDate ?? 0;
    const updates = [
      { responseId: one, embeddedData: { level: 'changed' } },
      { responseId: other, embeddedData: { level: 'changed' }, resetRecordedDate: false },
    ];
    const { progressId } = (await start('update', { updates, removeEdits: false })).result;
    const statuses = [];
    for (let check = 0; check < 3; check += 1) statuses.push((await look('update', progressId)).result.status);
    assert.deepEqual(statuses, ['inProgress', 'inProgress', 'complete']);
    for (const id of [one, other]) {
      const { values } = (
        await ask<{ values: Record<string, string> }>(bench, `GET /surveys/${survey().id}/responses/${id}`)
      ).result;
      assert.equal(values.level, 'changed');
    }
    const dates = [one, other].map((id) => survey().responses.find(id)?.recordedDate);
    assert.deepEqual(dates, [nowMs, before + 1]);
  });

  it('are deleted, and counted as such', async () => {
    const { kept } = survey().responses.counts();
    const deletes = ids(3).map((responseId) => ({ responseId, decrementQuotas: true }));
    const { progressId } = (await start('delete', { deletes })).result;
    await look('delete', progressId);
    assert.deepEqual((await look('delete', progressId)).result, { percentComplete: 100, status: 'complete' });
    assert.equal(survey().responses.counts().kept, kept - 3);
  });

  it('fail together where one is missing, unless that is said to be no matter', async () => {
    bench.tenant.behaviour.batchChecks = 0;
    const [there = ''] = ids(1);
    const deletes = [{ responseId: 'R_012345678901234' }, { responseId: there }];
    const failed = (await start('delete', { deletes })).result.progressId;
    assert.equal((await look('delete', failed)).result.status, 'failed');
    assert.ok(survey().responses.find(there));
    const done = (await start('delete', { deletes, ignoreMissingResponses: true })).result.progressId;
    assert.equal((await look('delete', done)).result.status, 'complete');
    assert.equal(survey().responses.find(there), undefined);
  });

  it('are looked at by the kind and the survey that they were started with', async () => {
    const deletes = ids(1).map((responseId) => ({ responseId }));
    const { progressId } = (await start('delete', { deletes })).result;
    assert.equal((await look('update', progressId)).status, 404);
    const other = bench.tenant.surveys[1]?.id;
    assert.equal((await ask(bench, `GET /surveys/${other}/delete-responses/${progressId}`)).status, 404);
  });

  const REFUSED: readonly (readonly [string, object])[] = [
    ['update', {}],
    ['update', { updates: [] }],
    ['update', { updates: [{ responseId: 'R_1' }] }],
    ['update', { updates: [{ responseId: 'R_1', embeddedData: { a: 'x'.repeat(1001) } }] }],
    ['update', { updates: [{ responseId: 'R_1', embeddedData: {}, QID1: 1 }] }],
    ['update', { fileUrl: 'https://files.example/updates' }],
    ['delete', { deletes: 'R_1' }],
    ['delete', { deletes: [{ responseId: 'R_1' }], removeEdits: true }],
    ['import', { format: 'CSV' }],
    ['import', { format: 'XML', fileUrl: 'http://127.0.0.1/file' }],
    ['import', { format: 'CSV', fileUrl: 'https://files.example/responses.csv' }],
  ];
  for (const [what, body] of REFUSED) {
    it(`refuse to ${what} ${JSON.stringify(body).slice(0, 60)}`, async () => {
      assert.equal((await start(what, body)).status, 400);
    });
  }

  for (const [format, type] of [
    ['csv', 'text/csv; charset=UTF-8'],
    ['tsv', 'text/tab-separated-values'],
  ] as const) {
    it(`are imported from ${format} as it was exported, under new ids, and say the same`, async () => {
      const { text } = await exported(bench, { format });
      const before = rowsOf(await exported(bench, { format: 'ndjson' }));
      nowMs += 60_000;
      const { result } = await post(text, type);
      assert.deepEqual([result.percentComplete, result.status], [0, 'inProgress']);
      await look('import', result.progressId);
      assert.equal((await look('import', result.progressId)).result.status, 'complete');
      const startDate = new Date(nowMs).toISOString();
      const imported = rowsOf(await exported(bench, { format: 'ndjson', startDate }));
      const own = { _recordId: '', recordedDate: '', status: 4 };
      const plain = (rows: typeof before) => rows.map(({ values }) => ({ ...values, ...own }));
      assert.deepEqual(plain(imported), plain(before));
      assert.equal(new Set([...before, ...imported].map(({ responseId }) => responseId)).size, 2 * before.length);
    });
  }

  it('are imported under column names alone, once for one Idempotency-Key', async () => {
    const file = 'QID1,Q2,Q4,level,unknown\r\n9,"one\ntwo",Good,basic,x\r\n,,2,,\r\n';
    const [one, again] = [1, 2].map(() => post(file, 'text/csv', { 'idempotency-key': 'k' }));
    assert.equal((await one)?.result.progressId, (await again)?.result.progressId);
    const imported = rowsOf(await exported(bench, { format: 'ndjson', startDate: new Date(nowMs).toISOString() }));
    assert.deepEqual(
      imported.map(({ values }) => [values.QID1, values.QID2_TEXT, values.QID4, values.level, values.status]),
      [
        [9, 'one\ntwo', 3, 'basic', 4],
        [undefined, undefined, 2, undefined, 4],
      ],
    );
  });

  it('are imported from a file that lies at an address of this machine', async () => {
    const files = createServer((_request, answer) => answer.end('QID1\n7\n'));
    await new Promise<void>((resolve) => files.listen(0, '127.0.0.1', resolve));
    try {
      const fileUrl = `http://127.0.0.1:${(files.address() as AddressInfo).port}/responses.csv`;
      assert.equal((await start('import', { format: 'CSV', fileUrl })).status, 200);
      const imported = rowsOf(await exported(bench, { format: 'ndjson', startDate: new Date(nowMs).toISOString() }));
      assert.deepEqual(
        imported.map(({ values }) => values.QID1),
        [7],
      );
    } finally {
      files.close();
    }
  });

  it('are not imported from what is no such file, or of more than 5 MB', async () => {
    const { kept } = survey().responses.counts();
    assert.equal((await post('nothing,of,it\n1,2,3\n', 'text/csv')).status, 400);
    assert.equal((await post('QID1\n"1\n', 'text/csv')).status, 400);
    assert.equal((await post(`QID1\n${'1\n'.repeat(2_500_000)}`, 'text/csv')).status, 413);
    assert.equal((await post('QID1=1', 'application/x-www-form-urlencoded')).status, 415);
    assert.equal(survey().responses.counts().kept, kept);
  });
});
