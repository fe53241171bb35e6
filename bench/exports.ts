import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { startObjectStorage } from '../local/elasticio/objectStorage.js';
import { demoTenant } from '../local/sandbox/brand/demoTenant.js';
import { startSandbox } from '../local/sandbox/server.js';
import { largeArchive } from '../local/simulation/largeArchive.js';
import { measuredInChild } from './support/child.js';
import { limitsOf, nodeAlone } from './support/limits.js';
import { median, megabytes, type Report, type Row, seconds } from './support/report.js';
import { type RabbitMq, skippedWithout, underSailor } from './support/sailor.js';
import { sized } from './support/size.js';

const SIZES_MB = sized([10, 200, 700], [1]);
const REPETITIONS = sized(3, 1);

/** The last of a run: an export is started, is ready, and gives its file. */
const REQUESTS = 3;

interface Series {
  readonly ms: number[];
  readonly peak: number[];
}

/** Getting Survey Responses beside the usual in-memory way: time and peak memory of the step's process. */
export async function exports(broker: RabbitMq): Promise<Report> {
  const tenant = demoTenant();
  tenant.behaviour.exportChecks = 0;
  const sandbox = await startSandbox({ tenant, limits: {} });
  const storage = await startObjectStorage();
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  const rows: Row[] = [];
  try {
    const { clientId, clientSecret } = tenant;
    const cfg = { dataCenterId: 'sandbox', clientId, clientSecret, allowFilterToBeOmitted: true };
    const body = { fileFormat: 'csv', surveyId: tenant.surveys[0]?.id };
    const env = {
      STEP: JSON.stringify({ key: 'getSurveyResponses', cfg, body }),
      QUALTRICS_BASE_URL: sandbox.url,
      API_REQUEST_TIMEOUT: '5000',
      ELASTICIO_OBJECT_STORAGE_URI: storage.url,
      ELASTICIO_OBJECT_STORAGE_TOKEN: storage.token,
    };
    process.env.QUALTRICS_BASE_URL = sandbox.url;
    const order = { key: 'getSurveyResponses', cfg, bodies: [body], env: { API_REQUEST_TIMEOUT: '5000' } };
    const inChild = (way: string) => measuredInChild(resolve(__dirname, `support/${way}.ts`), env);
    const ways = {
      ours: () => inChild('builtStep'),
      inMemory: () => inChild('exportInMemory'),
      ...('uri' in broker ? { over: () => underSailor(broker.uri, order) } : {}),
    };
    for (const size of SIZES_MB) {
      const path = join(folder, `${size}.zip`);
      await pipeline(largeArchive(size * 1e6), createWriteStream(path));
      const { size: length } = await stat(path);
      const archive = { stream: () => createReadStream(path), length };
      tenant.exports.archiveOf = () => archive;
      const series = new Map<string, Series>(Object.keys(ways).map((way) => [way, { ms: [], peak: [] }]));
      for (let repetition = 0; repetition < REPETITIONS; repetition += 1) {
        for (const [way, run] of Object.entries(ways)) {
          const { ms, peakBytes } = await run();
          series.get(way)?.ms.push(ms);
          series.get(way)?.peak.push(peakBytes);
          await storage.clear();
        }
      }
      const requests = sandbox.requests.splice(0).slice(-REQUESTS);
      const load = { requests, atOnce: 1, messages: 1, bytes: 1000, snapshots: 0 };
      rows.push(rowOf(`${size} MB, time`, 'ms', series, seconds, await limitsOf(sandbox, broker, load)));
      rows.push(rowOf(`${size} MB, peak memory`, 'peak', series, megabytes, await nodeAlone()));
    }
  } finally {
    await rm(folder, { recursive: true });
    await storage.close();
    await sandbox.close();
  }
  return {
    name: 'exports',
    about: `a file of survey responses, unzipped size, against the in-memory way (axios, adm-zip); median of ${REPETITIONS}`,
    rows,
    skipped: skippedWithout(broker),
  };
}

function rowOf(
  what: string,
  figure: keyof Series,
  series: ReadonlyMap<string, Series>,
  format: (value: number) => string,
  limit: string,
): Row {
  const [ours, inMemory, over] = ['ours', 'inMemory', 'over'].map((way) => median(series.get(way)?.[figure] ?? [])) as [
    number,
    number,
    number,
  ];
  return {
    what,
    ours: format(ours),
    alternative: format(inMemory),
    ratio: ours / inMemory,
    overRabbitMq: series.has('over') ? { figure: format(over), ratio: over / inMemory } : undefined,
    limit,
  };
}
