import assert from 'node:assert/strict';
import { useNotifiedFlow } from '../support/notifiedFlow.js';
import { messageOf } from '../support/step.js';

const MINUTE_MS = 60_000;

describe('New Survey Response Webhook', () => {
  const { bench, time, surveyId, start, receive, noticed, signed } = useNotifiedFlow();

  describe('when a response was completed', () => {
    beforeEach(() => start());

    it('delivers it with its answers, and the notice as it came', async () => {
      const form = noticed({ values: { QID1: 9 }, recipientId: 'CGC_1', embeddedData: { level: 'plus' } });
      const { data } = await receive(form);
      assert.equal(data.length, 1);
      const { surveyId: id, responseId, values, notice } = data[0] as Record<string, Record<string, unknown>>;
      assert.deepEqual([id, responseId], [surveyId(), JSON.parse(form.MSG ?? '').ResponseID]);
      assert.deepEqual([values?.QID1, values?.level], [9, 'plus']);
      assert.deepEqual(notice, JSON.parse(form.MSG ?? ''));
    });

    it('waits until Qualtrics shows it', async () => {
      bench.tenant.behaviour.responseLagMs = 20_000;
      assert.equal((await receive(noticed())).data.length, 1);
    });

    it('waits out a 404 as well', async () => {
      const form = noticed();
      const fault = { kind: 'status', status: 404, when: 'before' } as const;
      bench.sandbox.faults.add({ match: /\/responses\/R_/, times: 3, fault });
      assert.equal((await receive(form)).data.length, 1);
    });

    it('lets the message come again when it does not appear within a minute, and delivers it then', async () => {
      bench.tenant.behaviour.responseLagMs = 5 * MINUTE_MS;
      const form = noticed();
      const startedMs = time.now();
      const reasons: unknown[] = [];
      const first = await receive(form, {}, { onEmit: (_, reason) => reasons.push(reason) });
      assert.deepEqual([first.events, first.data], [['rebound'], []]);
      assert.ok(time.now() - startedMs >= MINUTE_MS);
      assert.match(String(reasons[0]), /does not show response R_\w+ of survey SV_\w+ a minute after its notice/);
      time.pass(5 * MINUTE_MS);
      assert.equal((await receive(form)).data.length, 1);
    });

    it('lets the message come again when Qualtrics is away', async () => {
      const form = noticed();
      bench.sandbox.faults.add({
        match: /\/responses\/R_/,
        times: 3,
        fault: { kind: 'status', status: 503, when: 'before' },
      });
      assert.deepEqual((await receive(form)).events, ['rebound']);
      assert.equal((await receive(form)).data.length, 1);
    });

    it('lets the message come again when Qualtrics takes neither its token nor a new one', async () => {
      const form = noticed();
      const fault = { kind: 'status', status: 401, when: 'before' } as const;
      bench.sandbox.faults.add({ match: /\/responses\/R_/, times: 2, fault });
      assert.deepEqual((await receive(form)).events, ['rebound']);
      assert.equal((await receive(form)).data.length, 1);
    });

    it('fails when Qualtrics gives no token to this client', async () => {
      const form = noticed();
      bench.tenant.tokens.revokeAll();
      const fault = { kind: 'status', status: 401, when: 'before' } as const;
      bench.sandbox.faults.add({ match: /oauth2/, times: 2, fault });
      assert.match(await messageOf(receive(form)), /^Qualtrics answered 401 to POST \/oauth2\/token/);
    });

    it('fails when it may not be read', async () => {
      const form = noticed();
      const fault = { kind: 'status', status: 403, when: 'before' } as const;
      bench.sandbox.faults.add({ match: /\/responses\/R_/, times: 2, fault });
      assert.match(await messageOf(receive(form)), /read:survey_responses/);
    });
  });

  describe('when a response was saved in part', () => {
    const cfg = { event: 'partialResponse' };
    beforeEach(() => start(cfg));

    it('delivers its id and the notice, without asking Qualtrics', async () => {
      const form = noticed({ partial: true });
      bench.sandbox.requests.length = 0;
      const { data } = await receive(form, cfg);
      const attributes = JSON.parse(form.MSG ?? '');
      assert.deepEqual(data, [{ surveyId: surveyId(), responseId: attributes.ResponseID, notice: attributes }]);
      assert.deepEqual(bench.calls(), []);
    });

    it('delivers two notices of one response that differ', async () => {
      const [first, second] = [1, 2].map((minute) => ({ ...signed({ CompletedDate: `2026-06-01 10:0${minute}:00` }) }));
      const Topic = `acme.surveyengine.partialResponse.${surveyId()}`;
      for (const form of [first, second]) assert.equal((await receive({ ...form, Topic }, cfg)).data.length, 1);
    });
  });

  describe('when a notice comes again', () => {
    beforeEach(() => start());

    it('delivers it once, also when both are worked on at a time', async () => {
      const form = noticed();
      const runs = await Promise.all([receive(form), receive(form), receive(form)]);
      assert.equal(runs.flatMap(({ data }) => data).length, 1);
    });

    it('delivers it anew after ten minutes', async () => {
      const form = noticed();
      await receive(form);
      time.pass(9 * MINUTE_MS);
      assert.equal((await receive(form)).data.length, 0);
      time.pass(2 * MINUTE_MS);
      assert.equal((await receive(form)).data.length, 1);
    });

    it('delivers it when the platform did not take it the first time', async () => {
      const form = noticed();
      const onEmit = () => {
        throw new Error('The broker is away.');
      };
      await assert.rejects(receive(form, {}, { onEmit }));
      assert.equal((await receive(form)).data.length, 1);
    });
  });

  it('makes nothing of a visit without a notice', async () => {
    assert.deepEqual((await receive({})).events, []);
    const visit = { method: 'GET' };
    assert.deepEqual((await receive({ utm: 'x' }, {}, { message: visit })).events, []);
    assert.match(await messageOf(receive({ utm: 'x' }, {}, { message: { method: 'POST' } })), /without a signature/);
  });

  for (const [problem, cfg, message] of [
    ['no survey', { surveyId: '' }, '"Survey" is required, but it is empty.'],
    [
      'an unknown event',
      { event: 'started' },
      '"Event" must be one of "completedResponse", "partialResponse", but it is "started".',
    ],
  ] as const) {
    it(`refuses ${problem} before any request`, async () => {
      assert.equal(await messageOf(start(cfg)), message);
      assert.deepEqual(bench.sandbox.requests, []);
    });
  }
});
