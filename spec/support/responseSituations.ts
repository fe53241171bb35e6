import { createHmac } from 'node:crypto';
import { withTemporaryFile } from '../../src/files/temporaryFile.js';
import { webhookKey } from '../../src/platform/hooks.js';
import { administratorCure } from '../../src/qualtrics/api/eventSubscriptions.js';
import { QualtricsError } from '../../src/qualtrics/client/errors.js';
import { awaitResponse } from '../../src/responses/awaitedResponse.js';
import { rowReader } from '../../src/responses/rowReader.js';
import * as polling from '../../src/triggers/getNewSurveyResponsesPolling.js';
import * as webhook from '../../src/triggers/newSurveyResponseWebhook.js';
import { aClient } from './client.js';
import { jumpingClock } from './jumpingClock.js';
import type { Bench } from './sandbox.js';
import { runStep, type StepInput, type StepRun } from './step.js';

const SURVEY = 'SV_aBpZHs9ILCIy6sM';

const pollOf = (bench: Bench, cfg: object = {}, snapshot?: StepInput['snapshot']): Promise<StepRun> => {
  bench.tenant.behaviour.exportChecks = 0;
  return runStep(polling, { cfg: { ...bench.credential, surveyId: SURVEY, ...cfg }, snapshot });
};

/** The one response that is there is an error instead. */
async function problemOf(bench: Bench): Promise<never> {
  throw (await pollOf(bench)).errors[0];
}

/** A call to the address of a flow, with a signature that is right unless another one is given. */
function callOf(bench: Bench, attributes: object | null, more: object = {}): Promise<StepRun> {
  process.env.ELASTICIO_FLOW_ID = 'flow-1';
  const cfg = { ...bench.credential, surveyId: SURVEY };
  const MSG = JSON.stringify(attributes);
  const HMAC = createHmac('sha512', webhookKey(cfg)).update(MSG).digest('hex');
  const Topic = `acme.surveyengine.completedResponse.${SURVEY}`;
  return runStep(webhook, { cfg, body: { Topic, HMAC, MSG, ...more } });
}

const RESPONSE = { SurveyID: SURVEY, ResponseID: 'R_012345678901234' };

/** The errors that the triggers for responses meet, and how to meet them. */
export const RESPONSE_SITUATIONS: Readonly<Record<string, (bench: Bench) => unknown>> = {
  'survey that is not chosen': (bench) => pollOf(bench, { surveyId: '' }),
  'responses whose start is after their end': (bench) =>
    pollOf(bench, { startTime: '2026-02-01', endTime: '2026-01-01' }),
  'snapshot of another version': (bench) => {
    const target = { surveyId: SURVEY, timestampField: 'recorded', startTime: '' };
    return pollOf(bench, {}, { version: 2, target });
  },
  'rows of an export that cannot be read': (bench) => {
    bench.tenant.behaviour.hostileRows = ['notJson', 'notJson'];
    return problemOf(bench);
  },
  'response that is larger than a message': (bench) => {
    process.env.ELASTICIO_OUTGOING_MESSAGE_SIZE_LIMIT = '1000000';
    bench.tenant.behaviour.hostileRows = ['longValue'];
    const { responses } = bench.tenant.survey(SURVEY);
    const first = [...responses.rows({ sortBy: 'recordedDate', asOf: Date.now() })][0]?.responseId ?? '';
    return problemOf(bench).catch((error: Error) => {
      throw new Error(error.message.replace(first, 'R_012345678901234'));
    });
  },
  'call without a signature': (bench) => callOf(bench, RESPONSE, { HMAC: '' }),
  'call with a wrong signature': (bench) => callOf(bench, RESPONSE, { HMAC: 'ab' }),
  'notice of another survey': (bench) => callOf(bench, { ...RESPONSE, SurveyID: 'SV_1' }),
  'notice of another event': (bench) =>
    callOf(bench, RESPONSE, { Topic: `acme.surveyengine.partialResponse.${SURVEY}` }),
  'notice without a response': (bench) => callOf(bench, { SurveyID: SURVEY }),
  'notice without attributes': (bench) => callOf(bench, null),
  'subscription by somebody who may not': () => {
    const facts = { method: 'POST', path: '/eventsubscriptions', status: 403, errorCode: 'AuthZ_2.0' };
    throw new QualtricsError({ ...facts, cure: administratorCure(facts) });
  },
  'flow without an address': (bench) => {
    process.env.ELASTICIO_FLOW_ID = 'flow-1';
    delete process.env.ELASTICIO_FLOW_WEBHOOK_URI;
    return webhook.startup({ ...bench.credential, surveyId: SURVEY });
  },
  'response that does not appear': async (bench) => {
    const client = aClient(bench.sandbox, { clock: jumpingClock() });
    const awaited = await awaitResponse(client, SURVEY, 'R_012345678901234');
    throw new Error(awaited.kind === 'later' ? awaited.reason : undefined);
  },
  'exported file that is cut while it is read': () =>
    withTemporaryFile((file) => rowReader(file)([{ offset: 0, length: 1 }])),
};
