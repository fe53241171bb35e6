import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { startObjectStorage } from '../local/elasticio/objectStorage.js';
import { demoTenant } from '../local/sandbox/brand/demoTenant.js';
import { type Sandbox, startSandbox } from '../local/sandbox/server.js';
import { type Measured, measuredInChild } from './support/child.js';
import { nodeAlone } from './support/limits.js';
import { megabytes, type Report, type Row, seconds } from './support/report.js';
import { type RabbitMq, skippedWithout, THROTTLE, underSailor } from './support/sailor.js';
import { sized } from './support/size.js';
import { timeOfUpserts, timeUnderSailor } from './upserts.js';

const ROWS = sized(100_000, 2000);
const MANY_ROWS = sized(300_000, 3000);
const LATENCY_MS = 20;
/** How long the sandbox takes for a job of 10,000 contacts; Qualtrics takes longer. */
const JOB_MS = sized(2500, 100);
const JOB_ROWS = 10_000;
const UPSERTS = sized(500, 20);
const UPSERTS_AT_ONCE = 10;

const OURS = 'builtStep';
const BARE = 'importBare';

interface Imports {
  readonly bare: Measured;
  readonly ours: Measured;
  /** More rows, at no pauses: for their memory. */
  readonly many: Measured;
  /** As many contacts by upserts, reckoned from fewer, in ms. */
  readonly upsertMs: number;
  readonly sailor?: { readonly ours: Measured; readonly many: Measured; readonly upsertMs: number };
}

/** Import Contacts beside bare requests, beside upserts, and in memory. */
export async function imports(broker: RabbitMq): Promise<Report> {
  const { url, close } = await fileServer();
  try {
    const times = ROWS / UPSERTS;
    const measuredAlone = {
      bare: await measured(BARE, ROWS, JOB_MS, url),
      ours: await measured(OURS, ROWS, JOB_MS, url),
      many: await measured(OURS, MANY_ROWS, 0, url),
      upsertMs: (await timeOfUpserts(UPSERTS, UPSERTS_AT_ONCE, LATENCY_MS)) * times,
    };
    const sailor = 'uri' in broker && {
      ours: await measured(broker, ROWS, JOB_MS, url),
      many: await measured(broker, MANY_ROWS, 0, url),
      upsertMs: (await timeUnderSailor(broker.uri, UPSERTS, UPSERTS_AT_ONCE, LATENCY_MS)) * times,
    };
    const all = { ...measuredAlone, ...(sailor ? { sailor } : {}) };
    return {
      name: 'imports',
      about: `rows of a CSV file at ${LATENCY_MS} ms a request and ${JOB_MS / 1000} s a job of 10,000; once each`,
      rows: [...timeRows(all), memoryRow(all, await nodeAlone())],
      skipped: skippedWithout(broker),
    };
  } finally {
    close();
  }
}

const count = (rows: number): string => rows.toLocaleString('en');

function timeRows({ bare, ours, upsertMs, sailor }: Imports): Row[] {
  const against = (what: string, otherMs: number, limit?: string): Row => ({
    what,
    ours: seconds(ours.ms),
    alternative: seconds(otherMs),
    ratio: ours.ms / otherMs,
    overRabbitMq: sailor && { figure: seconds(sailor.ours.ms), ratio: sailor.ours.ms / otherMs },
    limit,
  });
  const rows = `${count(ROWS)} rows, time`;
  const upserts = `against upserts, ten at once (${UPSERTS} of them, times ${ROWS / UPSERTS})`;
  const pauses = seconds((ROWS / JOB_ROWS) * JOB_MS);
  const throttled = seconds((ROWS / THROTTLE.messages) * 1000);
  return [
    against(`${rows}, against bare requests`, bare.ms, `the sandbox alone is the alternative, ${pauses} of it pauses`),
    against(`${rows}, ${upserts}`, upsertMs),
    ...(sailor
      ? [against('the same, against upserts over RabbitMQ', sailor.upsertMs, `throttle ${throttled} for the upserts`)]
      : []),
  ];
}

function memoryRow({ ours, many, sailor }: Imports, limit: string): Row {
  return {
    what: `peak memory, ${count(MANY_ROWS)} rows against ${count(ROWS)}`,
    ours: megabytes(many.peakBytes),
    alternative: megabytes(ours.peakBytes),
    ratio: many.peakBytes / ours.peakBytes,
    overRabbitMq: sailor && {
      figure: `${megabytes(sailor.many.peakBytes)}, ${megabytes(sailor.ours.peakBytes)} with ${count(ROWS)}`,
      ratio: sailor.many.peakBytes / ours.peakBytes,
    },
    limit,
  };
}

/** One way of importing so many rows, a script or the sailor, at a sandbox of its own that takes so long for a job. */
async function measured(
  way: string | { readonly uri: string },
  rows: number,
  jobMs: number,
  fileUrl: string,
): Promise<Measured> {
  const tenant = demoTenant();
  const { directoryId } = tenant.directories[1]?.options ?? { directoryId: '' };
  const { mailingListId } = tenant.addMailingList({ directoryId, name: 'Imported' });
  Object.assign(tenant.behaviour, { importChecks: 0, importMs: jobMs, reportPageSize: 1000 });
  const sandbox: Sandbox = await startSandbox({ tenant, limits: {} });
  sandbox.faults.add({ match: /API/, times: Number.POSITIVE_INFINITY, fault: { kind: 'latency', ms: LATENCY_MS } });
  const storage = await startObjectStorage();
  const { clientId, clientSecret } = tenant;
  const cfg = { dataCenterId: 'sandbox', clientId, clientSecret, directoryId, mailingListId };
  const body = { attachmentUrl: `${fileUrl}?rows=${rows}` };
  process.env.QUALTRICS_BASE_URL = sandbox.url;
  try {
    if (typeof way === 'object') return await underSailor(way.uri, { key: 'importContacts', cfg, bodies: [body] });
    return await measuredInChild(resolve(__dirname, `support/${way}.ts`), {
      STEP: JSON.stringify({ key: 'importContacts', cfg, body, rows }),
      QUALTRICS_BASE_URL: sandbox.url,
      API_REQUEST_TIMEOUT: '15000',
      ELASTICIO_OBJECT_STORAGE_URI: storage.url,
      ELASTICIO_OBJECT_STORAGE_TOKEN: storage.token,
    });
  } finally {
    await storage.close();
    await sandbox.close();
  }
}

/** Gives out CSV files of as many rows as its address says. */
async function fileServer(): Promise<{ url: string; close: () => void }> {
  const server = createServer((request, response) => {
    const rows = Number(new URL(request.url ?? '', 'http://localhost').searchParams.get('rows'));
    Readable.from(csv(rows)).pipe(response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/contacts.csv`;
  return { url, close: () => server.close() };
}

function* csv(rows: number): Generator<string> {
  const ROWS_AT_ONCE = 1000;
  yield 'email,firstName,extRef,level\n';
  for (let first = 1; first <= rows; first += ROWS_AT_ONCE) {
    const count = Math.min(ROWS_AT_ONCE, rows - first + 1);
    const lines = Array.from({ length: count }, (_, at) => {
      const row = first + at;
      return `person.${row}@example.com,First ${row},ref-${row},gold\n`;
    });
    yield lines.join('');
  }
}
