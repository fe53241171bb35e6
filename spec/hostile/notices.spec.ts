import assert from 'node:assert/strict';
import * as webhook from '../../src/triggers/newSurveyResponseWebhook.js';
import { flawsIn, messageOf, run } from '../support/hostile/attack.js';
import { BRAND } from '../support/hostile/brand.js';
import { isUnpolluted } from '../support/hostile/judge.js';
import { signedNotice } from '../support/hostile/notices.js';
import type { GoodInput, Values } from '../support/hostile/steps.js';
import { HOSTILE_VALUES } from '../support/hostile/values.js';
import { useWorld } from '../support/hostile/world.js';

const { surveyId, responseId, publicationUrl } = BRAND;
const ATTRIBUTES = { SurveyID: surveyId, ResponseID: responseId };
const GOOD = signedNotice(ATTRIBUTES);
const json = (value: unknown): string => {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return '['.repeat(50_000);
  }
};

/** What may be posted to the address of a flow, which everybody can reach; `hasKey`: by somebody who can sign. */
const CALLS: Readonly<Record<string, (value: unknown) => { body?: unknown; message?: Values; hasKey?: boolean }>> = {
  'in place of the form': (value) => ({ body: value }),
  'as its topic': (value) => ({ body: { ...GOOD, Topic: value }, hasKey: true }),
  'as its signature': (value) => ({ body: { ...GOOD, HMAC: value } }),
  'as what is signed': (value) => ({ body: { ...GOOD, MSG: value } }),
  'beside an unsigned notice': (value) => ({ body: { ...ATTRIBUTES, more: value } }),
  'signed, in place of the attributes': (value) => ({ body: signedNotice(json(value)), hasKey: true }),
  'signed, as the survey': (value) => ({ body: signedNotice({ ...ATTRIBUTES, SurveyID: safe(value) }), hasKey: true }),
  'signed, as the response': (value) => ({
    body: signedNotice({ ...ATTRIBUTES, ResponseID: safe(value) }),
    hasKey: true,
  }),
  'signed, as another attribute': (value) => ({ body: signedNotice({ ...ATTRIBUTES, Q1: safe(value) }), hasKey: true }),
  'as the method': (value) => ({ body: GOOD, message: { method: value }, hasKey: true }),
  'as the headers': (value) => ({ body: GOOD, message: { headers: value }, hasKey: true }),
  'as the query': (value) => ({ body: GOOD, message: { query: value, url: value, path: value }, hasKey: true }),
};

/** What cannot be written as JSON cannot be signed. */
function safe(value: unknown): unknown {
  return json(value).startsWith('[[[[') ? null : value;
}

describe('A hostile notice', () => {
  const world = useWorld();
  const cfg = () => ({ ...world.credential, surveyId });

  for (const [where, call] of Object.entries(CALLS)) {
    it(`with a hostile value ${where}`, async () => {
      const flaws: string[] = [];
      for (const { name, value } of HOSTILE_VALUES) {
        const { hasKey = false, ...attack } = call(value);
        const outcome = await run({ module: webhook } as never as GoodInput, world, {
          cfg: cfg(),
          body: {},
          ...attack,
        });
        const found = flawsIn(outcome, world.secrets);
        if (!hasKey && outcome.data.length > 0) found.push('it was believed');
        if (!hasKey && outcome.calls.length > 0) found.push('Qualtrics was asked because of it');
        if (outcome.data.length > 1) found.push('it was delivered twice');
        flaws.push(...found.map((flaw) => `${name}: ${flaw}`));
      }
      assert.deepEqual(flaws, []);
    });
  }

  it('does not keep the good one from being delivered', async () => {
    const outcome = await run({ module: webhook } as never as GoodInput, world, { cfg: cfg(), body: GOOD });
    assert.deepEqual(outcome.errors.map(messageOf), []);
    assert.equal(outcome.data.length, 1);
    assert.ok(isUnpolluted());
  });

  it('is as little as a hostile state at the end of the flow', async () => {
    const flaws: string[] = [];
    for (const { name, value } of HOSTILE_VALUES) {
      for (const state of [value, { subscriptionId: value }]) {
        world.tenant.events.create({ topics: `surveyengine.completedResponse.${surveyId}`, publicationUrl });
        const module = { process: (_: unknown, own: never) => webhook.shutdown(own, state) };
        const outcome = await run({ module } as never as GoodInput, world, { cfg: cfg(), body: {} });
        flaws.push(...flawsIn(outcome, world.secrets, /./).map((flaw) => `${name}: ${flaw}`));
        world.tenant.events.all.length = 0;
      }
    }
    assert.deepEqual(flaws, []);
  });
});
