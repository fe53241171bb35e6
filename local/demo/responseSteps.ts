import { setTimeout as pause } from 'node:timers/promises';
import type { Session } from '../session/session.js';
import type { Demo } from './demo.js';
import { printLine, table } from './print.js';

type Data = Record<string, unknown>;

const POLLING = { title: 'Get New Survey Responses Polling', key: 'getNewSurveyResponsesPolling' };
const WEBHOOK = { title: 'New Survey Response Webhook', key: 'newSurveyResponseWebhook' };
const COLUMNS = ['responseId', 'recordedDate', 'QID1', 'QID2_TEXT'];

/** Of a real survey only these days are polled: nobody knows how many responses it has. */
const REAL_DAYS = 7;
const DAY_MS = 24 * 60 * 60_000;
const SECOND_MS = 1000;

/** How old a response is when a poll takes it for settled. */
const SETTLED_SECONDS = 120;

/** What is new in a survey: polled, told of by a webhook, and polled again after `meanwhile`. */
export async function runNewResponses(demo: Demo, session: Session, meanwhile: () => Promise<void>): Promise<void> {
  const { examples, isReal } = session;
  const { surveyId } = examples;
  if (!surveyId) {
    for (const { title, key } of [POLLING, WEBHOOK])
      demo.skip(title, key, 'Set QUALTRICS_SURVEY_ID in .env to try it.');
    return meanwhile();
  }
  const since = isReal ? { startTime: new Date(Date.now() - REAL_DAYS * DAY_MS).toISOString() } : {};
  const cfg = { surveyId, emitBehavior: 'emitPage', ...since };
  const poll = (when: string): Promise<Data[]> =>
    demo.step({ ...POLLING, title: `${POLLING.title}: ${when}`, cfg, show: showPages });
  await poll('the first time');
  const polledMs = Date.now();
  if (isReal) demo.skip(WEBHOOK.title, WEBHOOK.key, 'Qualtrics cannot reach this machine.');
  else await runWebhook(demo, surveyId, polledMs);
  await meanwhile();
  await twoSecondsAfter(polledMs);
  await poll('only what is new');
}

/** A poll counts in whole seconds of Qualtrics' clock, less the time of its request: two seconds later it is past. */
async function twoSecondsAfter(ms: number): Promise<void> {
  await pause(Math.max(0, (Math.floor(ms / SECOND_MS) + 2) * SECOND_MS - Date.now()));
}

/** A response is completed; its dates are two minutes back, so that the next poll finds it settled. */
async function runWebhook(demo: Demo, surveyId: string, polledMs: number): Promise<void> {
  await demo.step({
    ...WEBHOOK,
    title: `${WEBHOOK.title}: a response is completed`,
    cfg: { surveyId },
    cause: async () => {
      const secondsAgo = SETTLED_SECONDS + (Date.now() - polledMs) / 1000;
      const body = JSON.stringify({ surveyId, secondsAgo, values: { QID1: 9, QID2_TEXT: 'Just in time.' } });
      const headers = { 'content-type': 'application/json' };
      await fetch(`${process.env.QUALTRICS_BASE_URL}/sandbox/responses`, { method: 'POST', headers, body });
    },
    show: ([response]) => {
      if (response) table([rowOf(response)], COLUMNS);
    },
  });
}

function showPages(data: Data[]): void {
  const responses = data.flatMap((page) => page.results as Data[]);
  printLine('out', `${counted(responses.length, 'response')} in ${counted(data.length, 'message')}`);
  if (responses.length > 0) table(responses.map(rowOf), COLUMNS);
}

/** A response's id and its values. */
function rowOf({ responseId, values }: Data): Data {
  return { ...(values as Data), responseId };
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
