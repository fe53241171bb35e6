import { resolve } from 'node:path';
import { demoTenant } from '../local/sandbox/brand/demoTenant.js';
import { startSandbox } from '../local/sandbox/server.js';
import { archiveOfResponses } from '../local/simulation/manyResponses.js';
import { type Measured, measuredInChild } from './support/child.js';
import { megabytes, type Report, seconds } from './support/report.js';

const MANY = 1_000_000;
const FEW = 100_000;
const PAGE_SIZE = 1000;
/** What a page counts of its run's 20 minutes: 300 of them fill a run. */
const PAGE_MS = 4000;

interface Polled extends Measured {
  /** What each run delivered. */
  readonly runs: readonly number[];
  /** The peak memory after each run, in bytes. */
  readonly peaks: readonly number[];
  readonly requests: number;
}

/** The first poll of a survey with a million responses, run after run until all are delivered, each once. */
export async function responses(): Promise<Report> {
  const few = await measured('pollMany', FEW, true);
  const bare = await measured('exportBare', MANY, true);
  const many = await measured('pollMany', MANY, true);
  const mixed = await measured('pollMany', MANY, false);
  const number = (value: number): string => value.toLocaleString('en');
  const peaks = many.peaks.map(megabytes).join(', ');
  return {
    name: 'responses',
    about: `responses of a kilobyte each in pages of ${number(PAGE_SIZE)}, each page ${PAGE_MS / 1000} s of its run's 20 minutes; once each`,
    rows: [
      {
        what: `${number(MANY)} responses, peak memory, against ${number(FEW)} (after each run: ${peaks})`,
        ours: megabytes(many.peakBytes),
        alternative: megabytes(few.peakBytes),
        ratio: many.peakBytes / few.peakBytes,
      },
      {
        what: 'the same in no order, against in order',
        ours: megabytes(mixed.peakBytes),
        alternative: megabytes(many.peakBytes),
        ratio: mixed.peakBytes / many.peakBytes,
      },
      {
        what: `${number(MANY)} responses, time of ${many.runs.length} runs, against one export that is parsed and thrown away`,
        ours: seconds(many.ms),
        alternative: seconds(bare.ms),
        ratio: many.ms / bare.ms,
      },
      {
        what: `requests of runs that ended by themselves after ${many.runs.map(number).join(', ')}, against three a run`,
        ours: String(many.requests),
        alternative: String(many.runs.length * 3),
        ratio: many.requests / (many.runs.length * 3),
      },
    ],
  };
}

/** One way of reading so many responses, at a sandbox of its own. */
async function measured(way: string, count: number, isInOrder: boolean): Promise<Polled> {
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
    const env = { STEP: JSON.stringify({ cfg, count, pageMs: PAGE_MS }), QUALTRICS_BASE_URL: sandbox.url };
    const result = await measuredInChild<Polled>(resolve(__dirname, `support/${way}.ts`), env);
    const requests = sandbox.requests.filter(({ path }) => path !== '/oauth2/token').length;
    return { ...result, requests };
  } finally {
    await sandbox.close();
  }
}
