import assert from 'node:assert/strict';
import { type Answer, ask } from '../../support/ask.js';
import { useSandbox } from '../../support/sandbox.js';

interface Response {
  readonly responseId: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly labels: Readonly<Record<string, unknown>>;
}

describe('One response in the sandbox', () => {
  let nowMs = Date.UTC(2026, 0, 1);
  const bench = useSandbox({ demo: { now: () => nowMs } });
  const surveyId = () => bench.tenant.surveys[0]?.id ?? '';
  const get = (responseId: string): Promise<Answer<Response>> =>
    ask<Response>(bench, `GET /surveys/${surveyId()}/responses/${responseId}`);
  const create = async (values: object): Promise<string> => {
    const { result } = await ask<Response>(bench, `POST /surveys/${surveyId()}/responses`, { body: { values } });
    nowMs += bench.tenant.behaviour.responseLagMs;
    return result.responseId;
  };
  const change = (responseId: string, body: object) =>
    ask(bench, `PUT /responses/${responseId}`, { body: { surveyId: surveyId(), ...body } });
  const complete = async (body: object): Promise<string[]> => {
    const answer = await fetch(`${bench.sandbox.url}/sandbox/responses`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ surveyId: surveyId(), ...body }),
    });
    return ((await answer.json()) as { responseIds: string[] }).responseIds;
  };

  it('is found by its id among those that were there from the beginning', async () => {
    const rows = bench.tenant.surveys[0]?.responses.rows({ sortBy: 'recordedDate', asOf: nowMs }) ?? [];
    const ids = Array.from(rows, ({ responseId }) => responseId);
    assert.equal(new Set(ids).size, 250);
    for (const id of [ids[0], ids[100], ids[249]]) assert.equal((await get(id ?? '')).result.responseId, id);
    assert.equal((await get('R_012345678901234')).status, 404);
  });

  it('is created with what it is given, and labels say what the choices are called', async () => {
    const { values, labels } = (await get(await create({ QID1: 9, QID2_TEXT: 'fine', QID3: ['1', '3'], QID4: 3 })))
      .result;
    assert.deepEqual([values.QID1, values.QID2_TEXT, values.QID3, values.QID4], [9, 'fine', ['1', '3'], 3]);
    assert.deepEqual([labels.QID3, labels.QID4, labels.QID1_NPS_GROUP], [['Shop', 'Support'], 'Good', 'Promoter']);
    assert.deepEqual([values.source, values.status, values.finished], ['web', 0, 1]);
  });

  it('is created once for one Idempotency-Key', async () => {
    const headers = { 'idempotency-key': 'k' };
    const [one, other] = await Promise.all(
      [1, 2].map(() => ask<Response>(bench, `POST /surveys/${surveyId()}/responses`, { body: {}, headers })),
    );
    assert.equal(one?.result.responseId, other?.result.responseId);
  });

  it('answers 202 for a little while after it was completed', async () => {
    const [id = ''] = await complete({ values: { QID1: 10 }, embeddedData: { level: 'plus' } });
    const fresh = await get(id);
    assert.deepEqual([fresh.status, fresh.result.responseId], [202, undefined]);
    nowMs += bench.tenant.behaviour.responseLagMs;
    const { values } = (await get(id)).result;
    assert.deepEqual([values.QID1, values.level], [10, 'plus']);
  });

  it('is believable where no values are given, and as many as asked for', async () => {
    const ids = await complete({ count: 20 });
    nowMs += bench.tenant.behaviour.responseLagMs;
    assert.equal(new Set(ids).size, 20);
    for (const id of ids) {
      const { values } = (await get(id)).result;
      assert.deepEqual([values.finished, typeof values.QID1, typeof values.QID2_TEXT], [1, 'number', 'string']);
    }
  });

  it('is not found while it is saved in part only, and is when it is completed', async () => {
    const [responseId = ''] = await complete({ partial: true });
    assert.equal((await get(responseId)).status, 404);
    nowMs += 60_000;
    assert.deepEqual(await complete({ responseId, values: { QID1: 1 } }), [responseId]);
    assert.equal((await get(responseId)).status, 202);
    nowMs += bench.tenant.behaviour.responseLagMs;
    assert.equal((await get(responseId)).result.values.QID1, 1);
  });

  it('keeps the embedded data that a change leaves out', async () => {
    const id = await create({ level: 'basic', region: 'north' });
    await change(id, { embeddedData: { level: 'plus' } });
    const { values } = (await get(id)).result;
    assert.deepEqual([values.level, values.region], ['plus', 'north']);
  });

  for (const [resetRecordedDate, isNow] of [
    [undefined, true],
    [true, true],
    [false, false],
  ] as const) {
    it(`is recorded ${isNow ? 'now' : 'one millisecond later'} after a change with resetRecordedDate ${resetRecordedDate}`, async () => {
      const id = await create({});
      const before = Date.parse(String((await get(id)).result.values.recordedDate));
      nowMs += 60_000;
      await change(id, { embeddedData: { level: 'plus' }, resetRecordedDate });
      const { recordedDate } = (await get(id)).result.values;
      assert.equal(Date.parse(String(recordedDate)), isNow ? nowMs : before + 1);
    });
  }

  it('is gone when it is deleted, and counts as such', async () => {
    const id = await create({});
    const path = `/surveys/${surveyId()}/responses/${id}`;
    assert.equal((await ask(bench, `DELETE ${path}?decrementQuotas=true`)).status, 200);
    assert.equal((await get(id)).status, 404);
    assert.equal((await ask(bench, `DELETE ${path}`)).status, 404);
    const { result } = await ask<{ responseCounts: object }>(bench, `GET /surveys/${surveyId()}`);
    assert.deepEqual(result.responseCounts, { auditable: 250, generated: 0, deleted: 1 });
  });

  it('refuses changes to answers, and bodies it does not know', async () => {
    const id = await create({});
    const codeOf = async (body: object) => (await change(id, body)).meta.error?.errorCode;
    assert.equal(await codeOf({ values: { QID1: 1 } }), 'RP_9');
    assert.equal(await codeOf({}), 'RP_10');
    assert.equal(await codeOf({ embeddedData: { level: {} } }), 'RP_9');
    const { status } = await ask(bench, `PUT /responses/${id}`, { body: { embeddedData: {} } });
    assert.equal(status, 400);
  });

  it('cannot be completed in a survey that is inactive', async () => {
    const inactive = bench.tenant.surveys.find(({ isActive }) => !isActive);
    assert.equal(await complete({ surveyId: inactive?.id }), undefined);
  });
});
