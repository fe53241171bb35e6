import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { type Completion, completeResponses } from '../../local/sandbox/brand/completeResponses.js';
import * as trigger from '../../src/triggers/newSurveyResponseWebhook.js';
import { capturedOutput } from '../support/capturedOutput.js';
import { useMovedTime } from '../support/movedTime.js';
import { messageOf, runStep, type StepInput, type StepRun } from '../support/step.js';

const FLOW_ID = '64f0c0ffee0000000000abcd';
const ADDRESS = `https://in.example.com/hook/${FLOW_ID}`;
const MINUTE_MS = 60_000;

describe('New Survey Response Webhook', () => {
  const time = useMovedTime({ jumps: true });
  const { bench } = time;
  let forms: Record<string, string>[];
  beforeEach(() => {
    Object.assign(process.env, { ELASTICIO_FLOW_ID: FLOW_ID, ELASTICIO_FLOW_WEBHOOK_URI: ADDRESS, LOG_LEVEL: 'fatal' });
    bench.tenant.behaviour.responseLagMs = 0;
    forms = [];
    bench.tenant.events.onNotice = ({ body }) => forms.push(Object.fromEntries(new URLSearchParams(body)));
  });

  const surveyId = () => bench.tenant.surveys[0]?.id ?? '';
  const cfgOf = (more: object = {}) => ({ ...bench.credential, surveyId: surveyId(), ...more });
  const start = (more: object = {}) => trigger.startup(cfgOf(more));
  const subscriptions = () => bench.tenant.events.all;
  const complete = (completion: Partial<Completion> = {}) =>
    completeResponses(bench.tenant, { surveyId: surveyId(), ...completion });
  const receive = (form: Record<string, unknown>, cfg: object = {}, more: Partial<StepInput> = {}): Promise<StepRun> =>
    runStep(trigger, { cfg: cfgOf(cfg), body: form, ...more });
  /** The notice of a response that is completed now. */
  const noticed = (completion: Partial<Completion> = {}): Record<string, string> => {
    complete(completion);
    return forms.at(-1) ?? assert.fail('There was no notice.');
  };
  const sharedKey = () =>
    createHmac('sha256', bench.tenant.clientSecret)
      .update(`qualtrics-component webhook ${FLOW_ID}`)
      .digest('hex')
      .slice(0, 32);
  /** A form with attributes of our own, signed as Qualtrics does. */
  const signed = (attributes: object, form: Record<string, string> = {}, key = sharedKey()) => {
    const MSG = JSON.stringify({ SurveyID: surveyId(), ResponseID: 'R_1', ...attributes });
    const HMAC = createHmac('sha512', key).update(MSG).digest('hex');
    return { Topic: `acme.surveyengine.completedResponse.${surveyId()}`, HMAC, MSG, ...form };
  };

  describe('when the flow starts', () => {
    it('subscribes to signed notices of the survey, and keeps the subscription’s id', async () => {
      const state = await start();
      const [subscription] = subscriptions();
      assert.deepEqual(state, { subscriptionId: subscription?.id });
      assert.deepEqual(
        [subscription?.topics, subscription?.publicationUrl, subscription?.encrypted, subscription?.sharedKey],
        [`surveyengine.completedResponse.${surveyId()}`, ADDRESS, false, sharedKey()],
      );
    });

    it('subscribes to responses saved in part where these are wanted', async () => {
      await start({ event: 'partialResponse' });
      assert.equal(subscriptions()[0]?.topics, `surveyengine.partialResponse.${surveyId()}`);
    });

    it('leaves one subscription however often it starts, and those of others alone, on whatever page they are', async () => {
      const theirs = (publicationUrl: string) => ({ topics: 'controlpanel.activateSurvey', publicationUrl });
      for (let other = 0; other < 150; other += 1) bench.tenant.events.create(theirs(`https://example.com/${other}`));
      await start();
      await start();
      const { subscriptionId } = await start();
      const ours = subscriptions().filter(({ publicationUrl }) => publicationUrl === ADDRESS);
      assert.deepEqual([ours.map(({ id }) => id), subscriptions().length], [[subscriptionId], 151]);
    });

    it('makes the new subscription before it ends the old one, so that no notice falls into a gap', async () => {
      await start();
      bench.sandbox.requests.length = 0;
      await start();
      const methods = bench.calls().map((call) => call.split('/').slice(0, 2).join('/'));
      assert.deepEqual(methods, ['GET /eventsubscriptions', 'POST /eventsubscriptions', 'DELETE /eventsubscriptions']);
    });

    it('leaves none behind of a start that died half way', async () => {
      bench.sandbox.faults.add({ match: /^POST .*eventsub/, fault: { kind: 'drop', when: 'after' } });
      await messageOf(start());
      assert.equal(subscriptions().length, 1);
      const { subscriptionId } = await start();
      assert.deepEqual(
        subscriptions().map(({ id }) => id),
        [subscriptionId],
      );
    });

    it('starts although an older subscription cannot be ended, which the next start tries again', async () => {
      await start();
      bench.sandbox.faults.add({ match: /^DELETE/, fault: { kind: 'status', status: 403, when: 'before' } });
      await start();
      assert.equal(subscriptions().length, 2);
      await start();
      assert.equal(subscriptions().length, 1);
    });

    it('says who may subscribe, when Qualtrics does not let this client', async () => {
      bench.tenant.behaviour.isBrandAdministrator = false;
      assert.match(await messageOf(start()), /Only brand administrators may subscribe to events/);
    });

    it('writes no secret to any log or error, not even one that Qualtrics quotes', async () => {
      process.env.LOG_LEVEL = 'trace';
      bench.tenant.events.create = () => {
        throw Object.assign(new Error(`Bad key ${sharedKey()}`), { statusCode: 400 });
      };
      const output = await capturedOutput(async () => {
        const message = await messageOf(start());
        assert.match(message, /Bad key \*\*\*/);
      });
      assert.match(output, /"level":20,"msg":"POST \/eventsubscriptions/);
      for (const secret of [sharedKey(), bench.tenant.clientSecret]) assert.ok(!output.includes(secret));
    });

    it('logs as the sailor does, at the level that is wanted', async () => {
      process.env.LOG_LEVEL = 'info';
      const lines = (await capturedOutput(start)).trim().split('\n');
      assert.equal(lines.length, 1);
      const { level, msg, time: at } = JSON.parse(lines[0] ?? '');
      assert.deepEqual([level, typeof msg, Number.isNaN(Date.parse(at))], [30, 'string', false]);
    });
  });

  describe('when the flow is stopped', () => {
    it('ends its subscription', async () => {
      const state = await start();
      await trigger.shutdown(cfgOf(), state);
      assert.deepEqual(subscriptions(), []);
    });

    it('is content with one that is gone', async () => {
      await trigger.shutdown(cfgOf(), { subscriptionId: 'SUB_000000000000000' });
    });

    it('ends those of its address where no state was kept', async () => {
      await start();
      await trigger.shutdown(cfgOf(), {});
      assert.deepEqual(subscriptions(), []);
    });

    it('says that it may not', async () => {
      const state = await start();
      bench.tenant.behaviour.isBrandAdministrator = false;
      assert.match(await messageOf(trigger.shutdown(cfgOf(), state)), /Only brand administrators may/);
    });

    it('gives up within 45 seconds, whatever Qualtrics does', async () => {
      const state = await start();
      bench.sandbox.faults.add({
        match: /^DELETE/,
        times: 100,
        fault: { kind: 'status', status: 429, when: 'before', retryAfter: '20' },
      });
      const startedMs = time.now();
      await assert.rejects(trigger.shutdown(cfgOf(), state));
      assert.ok(time.now() - startedMs <= 46_000, `${time.now() - startedMs} ms`);
    });
  });

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

  describe('looks at the signature', () => {
    const cfg = { event: 'partialResponse' };
    const partial = (attributes: object = {}, form: Record<string, string> = {}, key?: string) => ({
      ...signed(attributes, {}, key),
      Topic: `acme.surveyengine.partialResponse.${surveyId()}`,
      ...form,
    });

    for (const [what, attributes] of [
      ['texts beyond ASCII', { ResponseEventContext: 'Zürich 👍 \u2028' }],
      ['plus and percent signs', { ResponseEventContext: '50%+1 %2B %zz &=#' }],
      ['line breaks', { ResponseEventContext: 'one\r\ntwo' }],
    ] as const) {
      it(`takes ${what}, as a form brings them`, async () => {
        const form = partial(attributes);
        const received = Object.fromEntries(new URLSearchParams(new URLSearchParams(form).toString()));
        const { data } = await receive(received, cfg);
        assert.deepEqual((data[0] as { notice: object }).notice, JSON.parse(form.MSG));
      });
    }

    it('takes MSG as it came: blanks in its JSON count', async () => {
      const MSG = `{ "SurveyID":"${surveyId()}" ,"ResponseID":"R_1"}`;
      const HMAC = createHmac('sha512', sharedKey()).update(MSG).digest('hex');
      assert.equal((await receive(partial({}, { MSG, HMAC }), cfg)).data.length, 1);
    });

    it('takes upper-case hex', async () => {
      const { HMAC, ...form } = partial();
      assert.equal((await receive({ ...form, HMAC: HMAC.toUpperCase() }, cfg)).data.length, 1);
    });

    it('works with a client secret beyond ASCII', async () => {
      const clientSecret = 'gehéim-🔑';
      const key = createHmac('sha256', clientSecret).update(`qualtrics-component webhook ${FLOW_ID}`).digest('hex');
      const form = partial({}, {}, key.slice(0, 32));
      assert.equal((await receive(form, { ...cfg, clientSecret })).data.length, 1);
    });

    const wrong = /^A call with a wrong signature came to the address of this flow, so nothing was emitted\./;
    const unsigned = /^A call without a signature came to the address of this flow/;
    for (const [what, change, expected] of [
      ['another key', () => partial({}, {}, 'another key'), wrong],
      ['a MSG that was changed', () => partial({}, { MSG: '{}' }), wrong],
      ['a signature that is cut', () => partial({}, { HMAC: 'ab' }), wrong],
      ['a signature that is no hex', () => partial({}, { HMAC: 'z'.repeat(128) }), wrong],
      ['no signature', () => ({ Topic: 'a', SurveyID: surveyId(), ResponseID: 'R_1', Status: 'Complete' }), unsigned],
      ['a JSON call of somebody', () => ({ hello: 'world' }), unsigned],
      ['a signature that is a list', () => ({ ...partial(), HMAC: ['a', 'b'] }), unsigned],
    ] as const) {
      it(`refuses ${what}, and emits nothing`, async () => {
        const events: string[] = [];
        const form: Record<string, unknown> = change();
        assert.match(await messageOf(receive(form, cfg, { onEmit: (event) => events.push(event) })), expected);
        assert.deepEqual([events, bench.calls().filter((call) => call.includes('/responses/'))], [[], []]);
      });
    }

    it('refuses the notice of another survey or another event, though it is signed', async () => {
      const other = signed({ SurveyID: 'SV_other' });
      assert.match(await messageOf(receive(other)), /^A notice of another survey came, of "SV_other" instead of "SV_/);
      assert.match(
        await messageOf(receive(partial())),
        /^A notice of another event came, of "acme\.surveyengine\.part/,
      );
    });

    it('refuses a signed notice that names no response, or holds no attributes', async () => {
      assert.match(await messageOf(receive(signed({ ResponseID: '' }))), /names no response/);
      const MSG = 'null';
      const HMAC = createHmac('sha512', sharedKey()).update(MSG).digest('hex');
      assert.match(await messageOf(receive(signed({}, { MSG, HMAC }))), /holds no attributes/);
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
