import type { Session } from '../session/session.js';
import type { Demo } from './demo.js';
import { printLine, table } from './print.js';

type Data = Record<string, unknown>;

const POLLING = { title: 'Get New Survey Responses Polling', key: 'getNewSurveyResponsesPolling' };

/** Of a real survey only these days are polled: nobody knows how many responses it has. */
const REAL_DAYS = 7;
const DAY_MS = 24 * 60 * 60_000;

/** What is new in a survey. */
export async function runNewResponses(demo: Demo, { examples, isReal }: Session): Promise<void> {
  const { surveyId } = examples;
  if (!surveyId) return demo.skip(POLLING.title, POLLING.key, 'Set QUALTRICS_SURVEY_ID in .env to try it.');
  const since = isReal ? { startTime: new Date(Date.now() - REAL_DAYS * DAY_MS).toISOString() } : {};
  const cfg = { surveyId, emitBehavior: 'emitPage', ...since };
  await demo.step({ ...POLLING, title: `${POLLING.title}: the first time`, cfg, show: showPages });
}

function showPages(data: Data[]): void {
  const responses = data.flatMap((page) => page.results as Data[]);
  printLine('out', `${counted(responses.length, 'response')} in ${counted(data.length, 'message')}`);
  if (responses.length > 0) table(responses.map(rowOf), ['responseId', 'recordedDate', 'QID1', 'QID2_TEXT']);
}

/** A response's id and some of its values. */
function rowOf({ responseId, values }: Data): Data {
  return { ...(values as Data), responseId };
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
