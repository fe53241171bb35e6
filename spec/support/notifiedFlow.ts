import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { type Completion, completeResponses } from '../../local/sandbox/brand/completeResponses.js';
import * as trigger from '../../src/triggers/newSurveyResponseWebhook.js';
import { useMovedTime } from './movedTime.js';
import { runStep, type StepInput, type StepRun } from './step.js';

export const FLOW_ID = '64f0c0ffee0000000000abcd';
export const ADDRESS = `https://in.example.com/hook/${FLOW_ID}`;

/** A flow that is told of a survey's responses, in a sandbox of its own for each test; whoever sleeps wakes at once. */
export function useNotifiedFlow() {
  const time = useMovedTime({ jumps: true });
  const { bench } = time;
  let forms: Record<string, string>[];
  beforeEach(() => {
    Object.assign(process.env, { ELASTICIO_FLOW_ID: FLOW_ID, ELASTICIO_FLOW_WEBHOOK_URI: ADDRESS, LOG_LEVEL: 'fatal' });
    bench.tenant.behaviour.responseLagMs = 0;
    forms = [];
    bench.tenant.events.onNotice = ({ body }) => forms.push(Object.fromEntries(new URLSearchParams(body)));
  });
  const surveyId = (): string => bench.tenant.surveys[0]?.id ?? '';
  const cfgOf = (more: object = {}) => ({ ...bench.credential, surveyId: surveyId(), ...more });
  const sharedKey = (): string =>
    createHmac('sha256', bench.tenant.clientSecret)
      .update(`qualtrics-component webhook ${FLOW_ID}`)
      .digest('hex')
      .slice(0, 32);
  return {
    bench,
    time,
    surveyId,
    cfgOf,
    sharedKey,
    start: (more: object = {}) => trigger.startup(cfgOf(more)),
    subscriptions: () => bench.tenant.events.all,
    receive: (form: Record<string, unknown>, cfg: object = {}, more: Partial<StepInput> = {}): Promise<StepRun> =>
      runStep(trigger, { cfg: cfgOf(cfg), body: form, ...more }),
    /** The notice of a response that is completed now. */
    noticed(completion: Partial<Completion> = {}): Record<string, string> {
      completeResponses(bench.tenant, { surveyId: surveyId(), ...completion });
      return forms.at(-1) ?? assert.fail('There was no notice.');
    },
    /** A form with attributes of our own, signed as Qualtrics does. */
    signed(attributes: object, form: Record<string, string> = {}, key = sharedKey()) {
      const MSG = JSON.stringify({ SurveyID: surveyId(), ResponseID: 'R_1', ...attributes });
      const HMAC = createHmac('sha512', key).update(MSG).digest('hex');
      return { Topic: `acme.surveyengine.completedResponse.${surveyId()}`, HMAC, MSG, ...form };
    },
  };
}
