import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startObjectStorage } from '../../local/elasticio/objectStorage.js';
import { demoTenant } from '../../local/sandbox/brand/demoTenant.js';
import { type Random, seededRandom } from '../../local/sandbox/brand/random.js';
import type { Fault } from '../../local/sandbox/http/faults.js';
import { startSandbox } from '../../local/sandbox/server.js';

/**
 * `npm run soak [-- --minutes N --seed N]`: trigger, upserts, lookups and exports at once against a sandbox that fails at
 * random, then every effect held against the sandbox's own books. Ends with 1 when anything was lost or doubled.
 */

const FAULTY_SHARE = 0.04;
const KEYS = 200;
const WRITERS = 4;
const LAG_MS = 5000;
const INDEX_LAG_LIMIT_MS = 65_000;
const MINUTE_MS = 60_000;

interface Counts {
  upserts: number;
  upsertErrors: number;
  lookups: number;
  lookupErrors: number;
  exports: number;
  exportErrors: number;
  polls: number;
  pollErrors: number;
  delivered: number;
  retried: number;
  lost: number;
  doubled: number;
}

function randomFault(random: Random): Fault | undefined {
  if (random.next() >= FAULTY_SHARE) return undefined;
  const when = random.pick(['before', 'after'] as const);
  return random.pick<Fault>([
    { kind: 'status', status: 500, when },
    { kind: 'status', status: 502, when, html: true },
    { kind: 'status', status: 504, when },
    { kind: 'status', status: 503, when: 'before' },
    { kind: 'status', status: 429, when: 'before', retryAfter: '1' },
    { kind: 'drop', when },
    { kind: 'truncate' },
    { kind: 'slow', pauseMs: 200 },
    { kind: 'latency', ms: 300 },
    { kind: 'revokeTokens' },
  ]);
}

async function soak(minutes: number, seed: number): Promise<boolean> {
  const random = seededRandom(seed);
  const tenant = demoTenant({ seed });
  const directory = tenant.addDirectory({ name: 'Soaked' });
  const { directoryId } = directory.options;
  tenant.behaviour.indexLagMs = LAG_MS;
  tenant.behaviour.readLagMs = 50;
  const sandbox = await startSandbox({ tenant, limits: {} });
  const storage = await startObjectStorage();
  Object.assign(process.env, {
    QUALTRICS_BASE_URL: sandbox.url,
    API_RETRIES_COUNT: '5',
    API_RETRY_DELAY: '100',
    API_REQUEST_TIMEOUT: '2000',
    ELASTICIO_OBJECT_STORAGE_URI: storage.url,
    ELASTICIO_OBJECT_STORAGE_TOKEN: storage.token,
    LOG_LEVEL: 'fatal',
  });
  const { process: upsert } = await import('../../src/actions/upsertObject.js');
  const { process: lookup } = await import('../../src/actions/lookupObject.js');
  const { process: exportResponses } = await import('../../src/actions/getSurveyResponses.js');
  const { process: poll } = await import('../../src/triggers/getNewAndUpdatedObjectsPolling.js');

  const counts: Counts = {
    upserts: 0,
    upsertErrors: 0,
    lookups: 0,
    lookupErrors: 0,
    exports: 0,
    exportErrors: 0,
    polls: 0,
    pollErrors: 0,
    delivered: 0,
    retried: 0,
    lost: 0,
    doubled: 0,
  };
  const warn = (line: string): void => {
    if (line.includes('trying again')) counts.retried += 1;
  };
  const logger = { debug: () => {}, info: () => {}, error: () => {}, warn };
  const { clientId, clientSecret } = tenant;
  const credential = { dataCenterId: 'sandbox', clientId, clientSecret };
  const matching = {
    ...credential,
    objectType: 'contacts',
    lookupCriteria: 'extRef',
    directoryMatchCriteria: 'directoryId',
  };
  /** Key → the values its contact may have now: the last one written for sure, and those whose outcome is open. */
  const written = new Map<string, string[]>();
  const versions = new Map<string, number>();
  let snapshot: unknown = {};
  let isOver = false;
  let requests = 0;
  sandbox.faults.chooser = () => randomFault(random);
  const memoryAtStart = process.memoryUsage.rss();

  const writing = async (writer: number): Promise<void> => {
    for (let round = 0; !isOver; round += 1) {
      // Each writer has keys of its own, so that the order of values is known; serializing is the upserts' own work.
      const key = `key-${writer}-${random.below(KEYS / WRITERS)}`;
      const value = `v${writer}-${round}`;
      const body = { lookupCriteriaValue: key, directory: directoryId, firstName: value };
      try {
        await upsert.call({ logger, emit: async () => undefined }, { body }, matching);
        counts.upserts += 1;
        written.set(key, [value]);
      } catch {
        counts.upsertErrors += 1;
        written.set(key, [...(written.get(key) ?? []), value]);
      }
      await pause(random.below(100));
    }
  };
  const lookingUp = async (): Promise<void> => {
    const cfg = { ...matching, lookupCriteria: 'contactId' };
    while (!isOver) {
      const [id] = directory.contacts.keys();
      if (id) {
        const emit = async (_event: string, value: unknown) => {
          if ((value as { body: { contactId: string } }).body.contactId !== id) counts.lost += 1;
        };
        await lookup.call({ logger, emit }, { body: { lookupCriteriaValue: id, directory: directoryId } }, cfg).then(
          () => (counts.lookups += 1),
          () => (counts.lookupErrors += 1),
        );
      }
      await pause(150);
    }
  };
  const exporting = async (): Promise<void> => {
    const cfg = { ...credential, allowFilterToBeOmitted: true };
    const surveyId = tenant.surveys[0]?.id;
    while (!isOver) {
      const before = storage.objects.size;
      const body = { fileFormat: random.pick(['csv', 'json', 'xml']), surveyId };
      try {
        await exportResponses.call({ logger, emit: async () => undefined }, { body }, cfg);
        counts.exports += 1;
        if (storage.objects.size !== before + 1) counts.doubled += 1;
      } catch {
        counts.exportErrors += 1;
        if (storage.objects.size !== before) counts.doubled += 1;
      }
      await storage.clear();
      await pause(500);
    }
  };
  const pollOnce = async (): Promise<number> => {
    const cfg = { ...credential, objectType: 'contacts', directoryId, singlePagePerInterval: 'no' };
    let delivered = 0;
    const emit = async (event: string, value: unknown) => {
      if (event === 'snapshot') snapshot = structuredClone(value);
      if (event !== 'data') return;
      delivered += 1;
      const { contactId, lastModified } = (value as { body: { contactId: string; lastModified: string } }).body;
      const version = `${contactId} ${lastModified}`;
      versions.set(version, (versions.get(version) ?? 0) + 1);
    };
    try {
      await poll.call({ logger, emit }, { body: {} }, cfg, structuredClone(snapshot));
      counts.polls += 1;
    } catch {
      counts.pollErrors += 1;
    }
    counts.delivered += delivered;
    return delivered;
  };
  const polling = async (): Promise<void> => {
    while (!isOver) {
      await pollOnce();
      await pause(1000);
    }
  };

  const work = [
    ...Array.from({ length: WRITERS }, (_, writer) => writing(writer)),
    lookingUp(),
    exporting(),
    polling(),
  ];
  for (let minute = 1; minute <= minutes; minute += 1) {
    await pause(MINUTE_MS);
    // The list of requests is for specs; kept for so long, it would look like a leak of the component's.
    requests += sandbox.requests.length;
    sandbox.requests.length = 0;
    console.log(`minute ${minute}: ${JSON.stringify(counts)}, ${Math.round(process.memoryUsage.rss() / 1e6)} MB`);
  }
  isOver = true;
  await Promise.all(work);
  sandbox.faults.clear();
  await pause(INDEX_LAG_LIMIT_MS);
  while ((await pollOnce()) > 0) await pause(100);

  for (const [key, values] of written) {
    const found = [...directory.contacts.values()].filter(({ extRef }) => extRef === key);
    if (found.length > 1) counts.doubled += 1;
    const isSure = values.length === 1;
    if (found.length === 0 ? isSure : !values.includes(String(found[0]?.firstName))) counts.lost += 1;
  }
  for (const { id, lastModified } of directory.contacts.values()) {
    const second = new Date(Math.floor(lastModified / 1000) * 1000).toISOString();
    if (!versions.has(`${id} ${second}`)) counts.lost += 1;
  }
  for (const times of versions.values()) if (times > 1) counts.doubled += 1;
  const memoryAtEnd = process.memoryUsage.rss();
  console.log(`
${minutes} minutes, seed ${seed}: ${requests + sandbox.requests.length} requests, ${counts.retried} tried again
upserts    ${counts.upserts}, and ${counts.upsertErrors} that ended with an error
lookups    ${counts.lookups}, and ${counts.lookupErrors} errors
exports    ${counts.exports}, and ${counts.exportErrors} errors
polls      ${counts.polls}, and ${counts.pollErrors} errors; ${counts.delivered} contacts delivered
lost       ${counts.lost}
doubled    ${counts.doubled}
memory     ${Math.round(memoryAtStart / 1e6)} MB at the start, ${Math.round(memoryAtEnd / 1e6)} MB at the end (with the sandbox)`);
  await storage.close();
  await sandbox.close();
  return counts.lost === 0 && counts.doubled === 0;
}

const { values } = parseArgs({ options: { minutes: { type: 'string' }, seed: { type: 'string' } } });
soak(Number(values.minutes ?? 1), Number(values.seed ?? 1)).then(
  (isFine) => process.exit(isFine ? 0 : 1),
  (error: Error) => {
    console.error(error.stack);
    process.exit(1);
  },
);
