import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import { ask } from '../../support/ask.js';
import { type Exported, exported, rowsOf } from '../../support/exportedFiles.js';
import { useSandbox } from '../../support/sandbox.js';

/** Options that say how values are written, or which answers say what. */
describe('Options of exports of the sandbox', () => {
  const bench = useSandbox();
  const survey = () => bench.tenant.surveys[0] ?? assert.fail();
  const get = (options: object): Promise<Exported> => exported(bench, options, survey().id);
  const table = async (options: object): Promise<string[][]> => parse((await get({ format: 'csv', ...options })).text);
  const create = (values: object) => ask(bench, `POST /surveys/${survey().id}/responses`, { body: { values } });

  beforeEach(() => {
    bench.tenant.behaviour.exportChecks = 0;
  });

  it('includeLabelColumns: a second column with the labels, told apart by the third header row', async () => {
    await create({ QID1: 9, QID3: ['1', '4'], QID4: 2 });
    const [names = [], , ids = [], ...rows] = await table({ includeLabelColumns: true });
    const columns = names.map((name, index) => ({ name, index, id: JSON.parse(ids[index] ?? '') }));
    const last = rows.at(-1) ?? [];
    const shown = (name: string) =>
      columns.filter((column) => column.name === name).map(({ id, index }) => [id.IsLabelsColumn, last[index]]);
    assert.deepEqual(shown('Q4'), [
      [undefined, '2'],
      [true, 'Fair'],
    ]);
    assert.deepEqual(shown('Q3_1'), [
      [undefined, '1'],
      [true, 'Shop'],
    ]);
    assert.deepEqual(shown('Q3_2'), [
      [undefined, ''],
      [true, ''],
    ]);
    assert.deepEqual(shown('Q2').length, 1);
    const [plain = []] = await table({});
    assert.deepEqual(
      columns.filter(({ id }) => !id.IsLabelsColumn).map(({ name }) => name),
      plain,
    );
  });

  it('breakoutSets: false puts all choices made into one column', async () => {
    await create({ QID3: ['1', '4'] });
    const [names = [], , , ...rows] = await table({ breakoutSets: false });
    assert.equal(rows.at(-1)?.[names.indexOf('Q3')], '1,4');
    assert.equal(names.indexOf('Q3_1'), -1);
  });

  it('formatDecimalAsComma: a comma in numbers, none in texts', async () => {
    const fractions = bench.tenant.surveys.find(({ blocks }) =>
      blocks.some(({ questions }) => questions.some((one) => one.kind === 'slider' && one.decimals > 0)),
    );
    const read = async (options: object) => (await exported(bench, { format: 'tsv', ...options }, fractions?.id)).text;
    const [plain, withCommas] = [await read({}), await read({ formatDecimalAsComma: true })];
    assert.match(withCommas, /\t\d+,\d+\t/);
    const [latitude] = /\t\d+\.\d{4}\t/.exec(plain) ?? [];
    assert.ok(latitude !== undefined && withCommas.includes(latitude), 'latitudes are texts');
  });

  it('seenUnansweredRecode, multiselectSeenUnansweredRecode: what stands for questions left out', async () => {
    await create({ QID1: 9 });
    const recodes = { seenUnansweredRecode: -99, multiselectSeenUnansweredRecode: -1 };
    const [names = [], , , ...rows] = await table(recodes);
    const last = rows.at(-1) ?? [];
    assert.deepEqual(
      ['Q1', 'Q2', 'Q3_1', 'Q4', 'level'].map((name) => last[names.indexOf(name)]),
      ['9', '-99', '-1', '-99', ''],
    );
  });

  it('includeDisplayOrder: nothing more, for no survey shows anything in random order', async () => {
    assert.deepEqual(await table({ includeDisplayOrder: true }), await table({}));
  });

  it('sortByLastModifiedDate: does nothing to responses in progress', async () => {
    const inProgress = { format: 'csv', exportResponsesInProgress: true };
    assert.equal((await get({ ...inProgress, sortByLastModifiedDate: true })).text, (await get(inProgress)).text);
  });

  for (const [told, expected] of [
    ['both', [true, true]],
    ['start', [true, false]],
    ['status', [false, true]],
  ] as const) {
    it(`allowContinuation: gives a token in ${told} where so told, and it is good`, async () => {
      bench.tenant.behaviour.continuationTokenIn = told;
      const path = `/surveys/${survey().id}/export-responses`;
      type Told = { progressId: string; continuationToken?: string };
      const body = { format: 'ndjson', allowContinuation: true };
      const started = (await ask<Told>(bench, `POST ${path}`, { body })).result;
      const status = (await ask<Told>(bench, `GET ${path}/${started.progressId}`)).result;
      const tokens = [started.continuationToken, status.continuationToken];
      assert.deepEqual(
        tokens.map((token) => token !== undefined),
        expected,
      );
      const continuationToken = tokens.find((token) => token !== undefined);
      assert.deepEqual(rowsOf(await get({ format: 'ndjson', continuationToken })), []);
    });
  }
});
