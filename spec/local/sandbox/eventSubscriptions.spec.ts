import assert from 'node:assert/strict';
import { createDecipheriv, createHmac } from 'node:crypto';
import { inspect } from 'node:util';
import { completeResponses } from '../../../local/sandbox/brand/completeResponses.js';
import { ask } from '../../support/ask.js';
import { NoticeReceiver } from '../../support/noticeReceiver.js';
import { useSandbox } from '../../support/sandbox.js';

const KEY = '0123456789abcdef';

describe('Events of the sandbox', () => {
  const bench = useSandbox();
  let receiver: NoticeReceiver;
  const surveyId = () => bench.tenant.surveys[0]?.id ?? '';
  const topic = () => `surveyengine.completedResponse.${surveyId()}`;
  const subscribe = async (changes: object = {}): Promise<string> => {
    const body = { topics: topic(), publicationUrl: receiver.url, encrypt: false, ...changes };
    return (await ask<{ id: string }>(bench, 'POST /eventsubscriptions', { body })).result.id;
  };
  const complete = async (changes: object = {}): Promise<string> => {
    const [id = ''] = completeResponses(bench.tenant, { surveyId: surveyId(), ...changes });
    await bench.sandbox.notices.settled();
    return id;
  };

  beforeEach(async () => {
    receiver = await NoticeReceiver.start();
    bench.tenant.behaviour.noticePausesMs = [1, 2, 3, 4, 5];
  });
  afterEach(() => receiver.close());

  it('are subscribed to, listed by offset without the shared key, and unsubscribed', async () => {
    const ids = [await subscribe({ sharedKey: KEY }), await subscribe(), await subscribe()];
    const first = await ask<{ elements: object[]; nextPage: string }>(bench, 'GET /eventsubscriptions?pageSize=2');
    assert.deepEqual(first.result.elements[0], {
      id: ids[0],
      scope: 'brand',
      topics: topic(),
      publicationUrl: receiver.url,
      encrypted: false,
      successfulCalls: 0,
    });
    assert.match(first.result.nextPage, /offset=2/);
    const path = `/eventsubscriptions/${ids[1]}`;
    assert.equal((await ask(bench, `GET ${path}`)).result.id, ids[1]);
    assert.equal((await ask(bench, `DELETE ${path}`)).status, 200);
    assert.equal((await ask(bench, `DELETE ${path}`)).status, 404);
    await complete();
    assert.equal(receiver.notices.length, 2);
  });

  it('are posted as a flat form without a shared key', async () => {
    const id = await subscribe();
    const distributionId = 'EMD_012345678901234';
    const responseId = await complete({ embeddedData: { ResponseEventContext: 'order-17' }, distributionId });
    const { CompletedDate, ...notice } = Object.fromEntries(receiver.notices[0] ?? []);
    assert.deepEqual(notice, {
      Topic: `sandbox.${topic()}`,
      Status: 'Complete',
      SurveyID: surveyId(),
      ResponseID: responseId,
      ResponseEventContext: 'order-17',
      DistributionID: distributionId,
      BrandID: 'sandbox',
    });
    assert.match(CompletedDate ?? '', /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/);
    assert.deepEqual(receiver.contentTypes, ['application/x-www-form-urlencoded']);
    assert.equal((await ask(bench, `GET /eventsubscriptions/${id}`)).result.successfulCalls, 1);
  });

  it('are signed with a shared key: Topic, HMAC and MSG alone', async () => {
    await subscribe({ sharedKey: KEY });
    const responseId = await complete();
    const { Topic, HMAC, MSG = '', ...others } = Object.fromEntries(receiver.notices[0] ?? []);
    assert.deepEqual([Topic, others], [`sandbox.${topic()}`, {}]);
    assert.equal(HMAC, createHmac('sha512', KEY).update(MSG).digest('hex'));
    assert.equal(JSON.parse(MSG).ResponseID, responseId);
  });

  for (const sharedKey of [KEY, KEY + KEY]) {
    it(`are encrypted under a key of ${sharedKey.length} characters`, async () => {
      await subscribe({ sharedKey, encrypt: true });
      const responseId = await complete();
      const { HMAC, MSG = '' } = Object.fromEntries(receiver.notices[0] ?? []);
      assert.equal(HMAC, createHmac('sha512', sharedKey).update(MSG).digest('hex'));
      const decipher = createDecipheriv(`aes-${sharedKey.length * 8}-cbc`, sharedKey, Buffer.alloc(16));
      const plain = decipher.update(MSG, 'base64', 'utf8') + decipher.final('utf8');
      assert.equal(JSON.parse(plain).ResponseID, responseId);
    });
  }

  it('are posted again, with pauses, until the answer is a 2xx', async () => {
    await subscribe();
    receiver.answers.push(500, 302, 204);
    await complete();
    assert.equal(receiver.notices.length, 3);
    assert.deepEqual(bench.sandbox.notices.deliveries[0]?.attempts, [500, 302, 204]);
    assert.equal(bench.sandbox.notices.deliveries[0]?.state, 'delivered');
  });

  it('are given up after the last pause', async () => {
    const id = await subscribe();
    receiver.answers.push(...Array(9).fill(503));
    await complete();
    assert.equal(receiver.notices.length, 6);
    assert.equal(bench.sandbox.notices.deliveries[0]?.state, 'givenUp');
    assert.equal((await ask(bench, `GET /eventsubscriptions/${id}`)).result.successfulCalls, 0);
  });

  it('reach their receiver each once, however many there are at a time', async () => {
    await subscribe();
    const ids = completeResponses(bench.tenant, { surveyId: surveyId(), count: 500 });
    await bench.sandbox.notices.settled();
    const told = receiver.notices.map((notice) => notice.get('ResponseID'));
    assert.deepEqual(told.toSorted(), ids.toSorted());
  });

  it('never leave the machine', async () => {
    await subscribe({ publicationUrl: 'https://hooks.example.com/q' });
    await complete();
    assert.deepEqual(
      bench.sandbox.notices.deliveries.map(({ state, attempts }) => [state, attempts]),
      [['notSent', []]],
    );
  });

  it('end with the sandbox, however long the pauses are', async () => {
    bench.tenant.behaviour.noticePausesMs = [60_000];
    await subscribe();
    receiver.answers.push(500);
    completeResponses(bench.tenant, { surveyId: surveyId() });
    await bench.sandbox.close();
    assert.equal(bench.sandbox.notices.deliveries[0]?.state, 'givenUp');
  });

  it('reach who subscribed by a wildcard, and nobody who did not', async () => {
    const other = bench.tenant.surveys[1]?.id;
    for (const topics of ['*', 'surveyengine.completedResponse.*', `surveyengine.completedResponse.${other}`]) {
      await subscribe({ topics });
    }
    await complete();
    assert.equal(receiver.notices.length, 2);
  });

  it('tell of a response that was saved in part', async () => {
    await subscribe({ topics: `surveyengine.partialResponse.${surveyId()}` });
    await complete();
    const responseId = await complete({ partial: true });
    const notices = receiver.notices.map((notice) => [notice.get('Status'), notice.get('ResponseID')]);
    assert.deepEqual(notices, [['Partial', responseId]]);
  });

  it('tell that a contact began, and then of the answer', async () => {
    await subscribe({ topics: 'surveyengine.*' });
    await complete({ recipientId: 'CGC_012345678901234' });
    const statuses = receiver.notices.map((notice) => notice.get('Status')).sort();
    assert.deepEqual(statuses, ['Complete', 'Started']);
    const started = receiver.notices.find((notice) => notice.get('Status') === 'Started');
    assert.deepEqual(
      [started?.get('RecipientID'), started?.has('StartedDate'), started?.has('ResponseID')],
      ['CGC_012345678901234', true, false],
    );
  });

  it('tell that a survey is activated and deactivated', async () => {
    await subscribe({ topics: 'controlpanel.*' });
    for (const isActive of [false, false, true]) {
      await ask(bench, `PUT /surveys/${surveyId()}`, { body: { isActive } });
      await bench.sandbox.notices.settled();
    }
    assert.deepEqual(
      receiver.notices.map((notice) => [notice.get('Topic'), notice.get('Status')]),
      [
        ['sandbox.controlpanel.deactivateSurvey', 'Inactive'],
        ['sandbox.controlpanel.activateSurvey', 'Active'],
      ],
    );
  });

  for (const [changes, code] of [
    [{ topics: undefined }, 'RP_10'],
    [{ publicationUrl: undefined }, 'RP_10'],
    [{ topics: ['*'] }, 'RP_9'],
    [{ topics: 'surveyengine.completedResponse' }, 'RP_9'],
    [{ publicationUrl: 'nowhere' }, 'RP_9'],
    [{ encrypt: true }, 'RP_9'],
    [{ encrypt: true, sharedKey: 'short' }, 'RP_9'],
    [{ secret: 'x' }, 'RP_9'],
  ] as const) {
    it(`refuse ${inspect(changes)}`, async () => {
      const body = { topics: '*', publicationUrl: receiver.url, ...changes };
      const { status, meta } = await ask(bench, 'POST /eventsubscriptions', { body });
      assert.deepEqual([status, meta.error?.errorCode], [400, code]);
    });
  }

  it('are for brand administrators only', async () => {
    bench.tenant.behaviour.isBrandAdministrator = false;
    for (const request of [
      'GET /eventsubscriptions',
      'GET /eventsubscriptions/SUB_1',
      'DELETE /eventsubscriptions/SUB_1',
    ]) {
      const { status, meta } = await ask(bench, request);
      assert.deepEqual([status, meta.error?.errorCode], [403, 'AuthZ_2.0']);
    }
  });
});
