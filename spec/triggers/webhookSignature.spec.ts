import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { FLOW_ID, useNotifiedFlow } from '../support/notifiedFlow.js';
import { messageOf } from '../support/step.js';

describe('The signature of a notice', () => {
  const { bench, surveyId, sharedKey, receive, signed } = useNotifiedFlow();

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
});
