import assert from 'node:assert/strict';
import { METADATA } from '../../../local/sandbox/brand/surveys/metadata.js';
import { newSurvey } from '../../../local/sandbox/brand/surveys/newSurvey.js';
import type { Survey } from '../../../local/sandbox/brand/surveys/survey.js';
import { ask } from '../../support/ask.js';
import { type Exported, exported, rowsOf } from '../../support/exportedFiles.js';
import { useSandbox } from '../../support/sandbox.js';

const FORMATS = ['csv', 'json', 'ndjson', 'spss', 'tsv', 'xml'];
const LOCAL_FLAGS_AT = 6;
const SIZES_BEHIND_AND_UTF8 = 0x808;

describe('Files of exports of the sandbox', () => {
  const bench = useSandbox();
  const get = (options: object, id?: string): Promise<Exported> => exported(bench, options, id);
  const idOf = (name: string) => bench.tenant.surveys.find((survey) => survey.name === name)?.id ?? '';
  const create = (values: object) =>
    ask(bench, `POST /surveys/${bench.tenant.surveys[0]?.id}/responses`, { body: { values } });

  beforeEach(() => {
    bench.tenant.behaviour.exportChecks = 0;
  });

  for (const format of FORMATS) {
    it(`${format}: are named after the survey, in an archive with the sizes behind the data`, async () => {
      const { bytes, headers, files } = await get({ format });
      assert.equal(headers.get('content-disposition'), 'attachment; filename="Customer satisfaction.zip"');
      assert.equal(headers.get('content-type'), 'application/zip');
      assert.equal(bytes.readUInt16LE(LOCAL_FLAGS_AT), SIZES_BEHIND_AND_UTF8);
      assert.deepEqual([...files.keys()], [`Customer satisfaction.${format === 'spss' ? 'sav' : format}`]);
    });
  }

  for (const [format, type] of [
    ['csv', 'text/csv'],
    ['json', 'application/json'],
    ['ndjson', 'application/x-ndjson'],
  ]) {
    it(`${format}: are the file itself with compress false, of its own type`, async () => {
      const plain = await get({ format, compress: false });
      assert.deepEqual([plain.headers.get('content-type'), plain.files.size], [type, 0]);
      assert.equal(plain.headers.get('content-disposition'), `attachment; filename="Customer satisfaction.${format}"`);
      assert.equal(plain.text, (await get({ format })).text);
    });
  }

  it('have a name in plain letters beside the true one', async () => {
    const { headers, files } = await get({ format: 'csv' }, idOf('Événements / retours 🎉'));
    assert.equal(
      headers.get('content-disposition'),
      `attachment; filename="_v_nements / retours __.zip"; filename*=UTF-8''%C3%89v%C3%A9nements%20%2F%20retours%20%F0%9F%8E%89.zip`,
    );
    assert.deepEqual([...files.keys()], ['Événements / retours 🎉.csv']);
  });

  it('csv: begin with three header rows, first the 17 of every survey; lines end with CRLF', async () => {
    const { text } = await get({ format: 'csv', limit: 0, timeZone: 'America/Denver' });
    const [names, titles, importIds, end] = text.split('\r\n');
    assert.equal(end, '');
    assert.equal(names?.split(',').slice(0, METADATA.length).join(), METADATA.map(({ name }) => name).join());
    assert.match(titles ?? '', /^Start Date,End Date,Response Type,IP Address,.*,User Language,/);
    assert.ok(
      importIds?.startsWith(
        '"{""ImportId"":""startDate"",""timeZone"":""America/Denver""}","{""ImportId"":""endDate"",""timeZone"":""America/Denver""}","{""ImportId"":""status""}",',
      ),
    );
    assert.match(importIds ?? '', /"\{""ImportId"":""QID2_TEXT""\}","\{""ImportId"":""QID3"",""choiceId"":""1""\}"/);
  });

  it('csv: have quotes only where they are needed', async () => {
    await create({ QID2_TEXT: 'plain' });
    await create({ QID2_TEXT: 'a, "b"\nc' });
    const { text } = await get({ format: 'csv' });
    const [quoted, plain] = [text.split('\r\n').at(-2) ?? '', text.split('\r\n').at(-3) ?? ''];
    assert.match(quoted, /,"a, ""b""\nc",/);
    assert.ok(plain.includes(',plain,') && !plain.includes('"'));
  });

  it('csv: say labels, replace line breaks and tell local times when asked to', async () => {
    await create({ QID2_TEXT: 'one\r\ntwo\nthree', QID3: ['1', '4'], QID4: 2, recordedDate: 'ignored' });
    const [survey] = bench.tenant.surveys;
    const last = [...(survey?.responses.rows({ sortBy: 'recordedDate', asOf: Date.now() }) ?? [])].at(-1);
    const options = { format: 'csv', useLabels: true, newlineReplacement: ' / ', timeZone: 'Asia/Kolkata' };
    const cells = (await get(options)).text.split('\r\n').at(-2)?.split(',') ?? [];
    assert.deepEqual(cells.slice(19, 25), ['one / two / three', 'Shop', '', '', 'Newsletter', 'Fair']);
    assert.deepEqual([cells[2], cells[6]], ['IP Address', 'True']);
    const inIndia = new Date((last?.recordedDate ?? 0) + 5.5 * 60 * 60_000);
    assert.equal(cells[7], inIndia.toISOString().slice(0, 19).replace('T', ' '));
  });

  it('have the recorded date in every format', async () => {
    const [row] = rowsOf(await get({ format: 'ndjson', limit: 1 }));
    const recordedDate = String(row?.values.recordedDate);
    const inColumns = recordedDate.slice(0, 19).replace('T', ' ');
    for (const format of ['csv', 'tsv', 'xml']) assert.ok((await get({ format, limit: 1 })).text.includes(inColumns));
    assert.equal(JSON.parse((await get({ format: 'json' })).text).responses[0].values.recordedDate, recordedDate);
    const { bytes } = await get({ format: 'spss', limit: 1, compress: false });
    const spssSeconds = bytes.readDoubleLE(bytes.indexOf(row?.responseId ?? '') + 24);
    assert.equal(Math.round(spssSeconds * 1000) + Date.UTC(1582, 9, 14), Date.parse(recordedDate));
  });

  it('tell the same of every response in every format', async () => {
    for (const { id } of bench.tenant.surveys) {
      const rows = rowsOf(await get({ format: 'ndjson' }, id));
      assert.deepEqual(JSON.parse((await get({ format: 'json' }, id)).text).responses, rows);
      for (const { responseId, values } of rows.slice(0, 3)) {
        bench.tenant.behaviour.responseLagMs = 0;
        const { result } = await ask<{ values: object }>(bench, `GET /surveys/${id}/responses/${responseId}`);
        assert.deepEqual(result.values, values);
      }
      const { text } = await get({ format: 'tsv' }, id);
      for (const { responseId } of rows) assert.ok(text.includes(`\t${responseId}\t`));
    }
  });

  it('are several where there are more rows than fit into one', async () => {
    bench.tenant.behaviour.rowsPerExportFile = 100;
    const several = await get({ format: 'ndjson' });
    assert.deepEqual(
      [...several.files].map(([name, text]) => [name, text.trim().split('\n').length]),
      [
        ['Customer satisfaction.ndjson', 100],
        ['Customer satisfaction_2.ndjson', 100],
        ['Customer satisfaction_3.ndjson', 50],
      ],
    );
    const csv = await get({ format: 'csv', limit: 101 });
    assert.ok([...csv.files.values()].every((text) => text.startsWith('StartDate,')));
  });

  it('are spoilt where so told, one row a kind', async () => {
    bench.tenant.behaviour.hostileRows = ['protoKey', 'duplicateKeys', 'lineBreaks', 'longValue', 'notJson'];
    const [proto, twice, breaks, long, cut, fine] = (await get({ format: 'ndjson', limit: 6 })).text.split('\n');
    assert.ok(Object.hasOwn(JSON.parse(proto ?? '').values, '__proto__'));
    assert.match(twice ?? '', /^\{"responseId":"R_0+",.*"responseId":"R_/);
    assert.match(JSON.parse(breaks ?? '').values.QID2_TEXT, /\n.*\r\n.*\u2028/);
    assert.equal(JSON.parse(long ?? '').values.QID2_TEXT.length, 2_000_000);
    assert.throws(() => JSON.parse(cut ?? ''), SyntaxError);
    assert.ok(JSON.parse(fine ?? '').responseId);
  });

  for (const fault of [{ kind: 'truncate' }, { kind: 'slow', pauseMs: 1 }] as const) {
    it(`meet faults on their way: ${fault.kind}`, async () => {
      const whole = await get({ format: 'csv', compress: false });
      bench.sandbox.faults.add({ match: /\/file$/, fault });
      const met = get({ format: 'csv', compress: false });
      if (fault.kind === 'slow') assert.ok((await met).bytes.equals(whole.bytes));
      else await assert.rejects(met, TypeError);
    });
  }

  it('of a survey added by hand have as many rows as were asked for', async () => {
    const answer = await fetch(`${bench.sandbox.url}/sandbox/surveys`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Added', count: 1234, like: bench.tenant.surveys[1]?.id, since: '2024-01-01' }),
    });
    const { surveyId } = (await answer.json()) as { surveyId: string };
    assert.equal(rowsOf(await get({ format: 'ndjson' }, surveyId)).length, 1234);
    assert.equal((await ask(bench, `GET /surveys/${surveyId}`)).result.name, 'Added');
  });

  describe('of a survey with more responses than memory could hold', () => {
    let big: Survey;

    beforeEach(() => {
      const [since, until] = [Date.UTC(2020, 0, 1), Date.UTC(2025, 0, 1)];
      const content = bench.tenant.surveys[3] ?? assert.fail();
      big = newSurvey({ id: 'SV_0Million0000001', name: 'Big', content, count: 50e6, seed: 1, since, until });
      bench.tenant.surveys.push(big);
    });

    it('have the rows of some minutes at once, in their order, and each can be read', async () => {
      const startDate = '2024-12-31T23:55:00.000Z';
      const found = rowsOf(await get({ format: 'ndjson', startDate }, big.id));
      const recorded = found.map(({ values }) => String(values.recordedDate));
      assert.ok(found.length > 50 && recorded.every((date) => date >= startDate));
      assert.deepEqual(recorded, recorded.toSorted());
      const { result } = await ask(bench, `GET /surveys/${big.id}/responses/${found[7]?.responseId}`);
      assert.deepEqual(result, found[7]);
    });

    it('are made while they are sent', async () => {
      const path = `/surveys/${big.id}/export-responses`;
      const started = await ask(bench, `POST ${path}`, { body: { format: 'csv' } });
      const { result } = await ask(bench, `GET ${path}/${started.result.progressId}`);
      const end = new AbortController();
      const answer = await fetch(`${bench.sandbox.url}/API/v3${path}/${result.fileId}/file`, {
        headers: { 'x-api-token': bench.tenant.apiToken },
        signal: end.signal,
      });
      let bytes = 0;
      for await (const chunk of answer.body ?? []) {
        bytes += chunk.length;
        if (bytes > 1e6) break;
      }
      end.abort();
      assert.ok(bytes > 1e6);
    });
  });
});
