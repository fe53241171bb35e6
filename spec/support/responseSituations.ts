import { withTemporaryFile } from '../../src/files/temporaryFile.js';
import { readRows } from '../../src/responses/readRows.js';
import * as polling from '../../src/triggers/getNewSurveyResponsesPolling.js';
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
  'exported file that is cut while it is read': () =>
    withTemporaryFile((file) => readRows(file, [{ offset: 0, length: 1 }])),
};
