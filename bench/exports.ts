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
import { median, megabytes, type Report, type Row, seconds } from './support/report.js';

const SIZES_MB = [10, 200, 700];
const REPETITIONS = 3;

/** Getting Survey Responses beside the usual in-memory way: time and peak memory of the step's process. */
export async function exports(): Promise<Report> {
  const tenant = demoTenant();
  tenant.behaviour.exportChecks = 0;
  const sandbox = await startSandbox({ tenant, limits: {} });
  const storage = await startObjectStorage();
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  const rows: Row[] = [];
  try {
    const { clientId, clientSecret } = tenant;
    const cfg = { dataCenterId: 'sandbox', clientId, clientSecret, allowFilterToBeOmitted: true };
    const env = {
      STEP: JSON.stringify({
        key: 'getSurveyResponses',
        cfg,
        body: { fileFormat: 'csv', surveyId: tenant.surveys[0]?.id },
      }),
      QUALTRICS_BASE_URL: sandbox.url,
      API_REQUEST_TIMEOUT: '5000',
      ELASTICIO_OBJECT_STORAGE_URI: storage.url,
      ELASTICIO_OBJECT_STORAGE_TOKEN: storage.token,
    };
    for (const size of SIZES_MB) {
      const path = join(folder, `${size}.zip`);
      await pipeline(largeArchive(size * 1e6), createWriteStream(path));
      const { size: length } = await stat(path);
      const archive = { stream: () => createReadStream(path), length };
      tenant.exports.archiveOf = () => archive;
      const ways = { ours: 'builtStep', inMemory: 'exportInMemory' };
      const measured = {
        ours: { ms: [] as number[], peak: [] as number[] },
        inMemory: { ms: [] as number[], peak: [] as number[] },
      };
      for (let repetition = 0; repetition < REPETITIONS; repetition += 1) {
        for (const way of ['ours', 'inMemory'] as const) {
          const { ms, peakBytes } = await measuredInChild(resolve(__dirname, `support/${ways[way]}.ts`), env);
          measured[way].ms.push(ms);
          measured[way].peak.push(peakBytes);
          await storage.clear();
        }
      }
      const [ours, inMemory] = [measured.ours, measured.inMemory];
      rows.push(
        {
          what: `${size} MB, time`,
          ours: seconds(median(ours.ms)),
          alternative: seconds(median(inMemory.ms)),
          ratio: median(ours.ms) / median(inMemory.ms),
        },
        {
          what: `${size} MB, peak memory`,
          ours: megabytes(median(ours.peak)),
          alternative: megabytes(median(inMemory.peak)),
          ratio: median(ours.peak) / median(inMemory.peak),
        },
      );
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
  };
}
