import { resolve } from 'node:path';
import { demoTenant } from '../local/sandbox/brand/demoTenant.js';
import type { BookedRequest } from '../local/sandbox/brand/records.js';
import type { Sandbox } from '../local/sandbox/http/sandbox.js';
import { startSandbox } from '../local/sandbox/server.js';
import { archiveOfResponses, numberOf } from '../local/simulation/manyResponses.js';
import { type Measured, measuredInChild } from './support/child.js';
import { limitsOf, nodeAlone } from './support/limits.js';
import { megabytes, type OverRabbitMq, type Report, type Row, seconds } from './support/report.js';
import { type RabbitMq, skippedWithout, underSailor } from './support/sailor.js';
import { sized } from './support/size.js';

const MANY = sized(1_000_000, 5000);
const FEW = sized(100_000, 1000);
const PAGE_SIZE = 1000;
const BYTES_A_PAGE = 1_000_000;
/** What a page counts of its run's 20 minutes: 300 of them fill a run. */
const PAGE_MS = 4000;
/** Under the sailor time is real: a run ends after 20 minutes, and the next one goes on. */
const MAX_RUNS = 2;

interface Polled extends Measured {
  /** What each run delivered. */
  readonly runs: readonly number[];
  /** The peak memory after each run, in bytes. */
  readonly peaks: readonly number[];
}

interface Booked {
  readonly requests: readonly BookedRequest[];
}

interface Polls {
  readonly few: Polled;
  readonly bare: Measured;
  readonly many: Polled & Booked;
  readonly mixed: Polled;
  /** Under the sailor, where there is a broker. */
  readonly over?: { readonly many: Measured & Booked; readonly mixed: Measured };
}

/** The first poll of a survey with a million responses, run after run until all are delivered, each once. */
export async function responses(broker: RabbitMq): Promise<Report> {
  const few = await atSurvey(FEW, true, (survey) => inChild<Polled>('pollMany', survey));
  const bare = await atSurvey(MANY, true, (survey) => inChild('exportBare', survey));
  let limit = '';
  const many = await atSurvey(MANY, true, async (survey) => {
    const polled = await inChild<Polled>('pollMany', survey);
    const count = Math.ceil(MANY / PAGE_SIZE);
    const pages = { messages: count, bytes: BYTES_A_PAGE, snapshots: count };
    limit = await limitsOf(survey.sandbox, broker, { requests: polled.requests, atOnce: 1, ...pages });
    return polled;
  });
  const mixed = await atSurvey(MANY, false, (survey) => inChild<Polled>('pollMany', survey));
  const over = 'uri' in broker && {
    many: await atSurvey(MANY, true, (survey) => inSailor(broker.uri, survey)),
    mixed: await atSurvey(MANY, false, (survey) => inSailor(broker.uri, survey)),
  };
  const polls = { few, bare, many, mixed, ...(over ? { over } : {}) };
  return {
    name: 'responses',
    about: `responses of a kilobyte each in pages of ${number(PAGE_SIZE)}, each page ${PAGE_MS / 1000} s of its run's 20 minutes, but in real time under the sailor; once each`,
    rows: [...memoryRows(polls, await nodeAlone()), ...costRows(polls, limit)],
    skipped: skippedWithout(broker),
  };
}

const number = (value: number): string => value.toLocaleString('en');

function memoryRows({ few, many, mixed, over }: Polls, limit: string): Row[] {
  const row = (what: string, ours: Measured, alternative: Measured, sailor: Measured | undefined): Row => ({
    what,
    ours: megabytes(ours.peakBytes),
    alternative: megabytes(alternative.peakBytes),
    ratio: ours.peakBytes / alternative.peakBytes,
    overRabbitMq: sailor && ratioOf(megabytes(sailor.peakBytes), sailor.peakBytes, alternative.peakBytes),
    limit,
  });
  const peaks = many.peaks.map(megabytes).join(', ');
  const what = `${number(MANY)} responses, peak memory, against ${number(FEW)} (after each run: ${peaks})`;
  return [row(what, many, few, over?.many), row('the same in no order, against in order', mixed, many, over?.mixed)];
}

function costRows({ bare, many, over }: Polls, limit: string): Row[] {
  const { ms, requests, runs } = many;
  const requestsOver = over?.many.requests.length;
  return [
    {
      what: `${number(MANY)} responses, time of ${runs.length} runs, against one export that is parsed and thrown away`,
      ours: seconds(ms),
      alternative: seconds(bare.ms),
      ratio: ms / bare.ms,
      overRabbitMq: over && ratioOf(seconds(over.many.ms), over.many.ms, bare.ms),
      limit,
    },
    {
      what: `requests of runs that ended by themselves after ${runs.map(number).join(', ')}, against three a run`,
      ours: String(requests.length),
      alternative: String(runs.length * 3),
      ratio: requests.length / (runs.length * 3),
      overRabbitMq:
        requestsOver === undefined
          ? undefined
          : ratioOf(`${requestsOver} of ${MAX_RUNS} runs`, requestsOver, runs.length * 3),
      limit: undefined,
    },
  ];
}

function ratioOf(figure: string, value: number, alternative: number): OverRabbitMq {
  return { figure, ratio: value / alternative };
}

/** A survey with so many responses, at a sandbox of its own. */
interface ManyAnswered {
  readonly sandbox: Sandbox;
  readonly cfg: Readonly<Record<string, unknown>>;
  readonly count: number;
}

/** Reads a survey in some way; gives the requests beside what that gives. */
async function atSurvey<T>(count: number, isInOrder: boolean, read: (survey: ManyAnswered) => Promise<T>): Promise<T> {
  const tenant = demoTenant();
  tenant.behaviour.exportChecks = 0;
  const sandbox = await startSandbox({ tenant, limits: {} });
  const all = { count, firstMs: Date.UTC(2024, 0, 1), everyMs: 40, isInOrder };
  tenant.exports.archiveOf = ({ query }) => ({ stream: () => archiveOfResponses(all, query.from, query.until) });
  const { clientId, clientSecret } = tenant;
  const surveyId = tenant.surveys[0]?.id;
  const credential = { dataCenterId: 'sandbox', clientId, clientSecret };
  const cfg = { ...credential, surveyId, emitBehavior: 'emitPage', pageSize: String(PAGE_SIZE) };
  try {
    return await read({ sandbox, cfg, count });
  } finally {
    await sandbox.close();
  }
}

async function inChild<More>(way: string, { sandbox, cfg, count }: ManyAnswered): Promise<Measured & More & Booked> {
  const env = { STEP: JSON.stringify({ cfg, count, pageMs: PAGE_MS }), QUALTRICS_BASE_URL: sandbox.url };
  const result = await measuredInChild<More>(resolve(__dirname, `support/${way}.ts`), env);
  return { ...result, requests: requestsOf(sandbox) };
}

/** Throws an Error unless each response came once. */
async function inSailor(uri: string, { sandbox, cfg, count }: ManyAnswered): Promise<Measured & Booked> {
  const seen = new Set<number>();
  let delivered = 0;
  const onBody = (body: unknown): void => {
    for (const { responseId } of (body as { results: { responseId: string }[] }).results) {
      seen.add(numberOf(responseId));
      delivered += 1;
    }
  };
  const bodies = Array.from({ length: MAX_RUNS }, () => ({}));
  const env = { QUALTRICS_BASE_URL: sandbox.url };
  const run = await underSailor(uri, { key: 'getNewSurveyResponsesPolling', cfg, bodies, env, onBody });
  if (delivered !== count || seen.size !== count) {
    throw new Error(`Of ${count} responses ${seen.size} were delivered, in ${delivered} places.`);
  }
  return { ms: run.lastMs, peakBytes: run.peakBytes, requests: requestsOf(sandbox) };
}

function requestsOf(sandbox: Sandbox): BookedRequest[] {
  return sandbox.requests.filter(({ path }) => path !== '/oauth2/token');
}
