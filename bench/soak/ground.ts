import { type ObjectStorage, startObjectStorage } from '../../local/elasticio/objectStorage.js';
import type { ContactDirectory } from '../../local/sandbox/brand/contactDirectory.js';
import { demoTenant } from '../../local/sandbox/brand/demoTenant.js';
import { type Random, seededRandom } from '../../local/sandbox/brand/random.js';
import type { Fault } from '../../local/sandbox/http/faults.js';
import type { Sandbox } from '../../local/sandbox/http/sandbox.js';
import { startSandbox } from '../../local/sandbox/server.js';

/** Where a soak takes place: a sandbox that lags and fails at random, and a storage. */
export interface SoakGround {
  readonly random: Random;
  readonly sandbox: Sandbox;
  readonly storage: ObjectStorage;
  readonly directory: ContactDirectory;
  readonly credential: Readonly<Record<string, unknown>>;
  close(): Promise<void>;
}

const INDEX_LAG_MS = 5000;
const READ_LAG_MS = 50;
const FAULTY_SHARE = 0.04;

/** Starts it, and points the steps of this process to it. */
export async function openGround(seed: number): Promise<SoakGround> {
  const random = seededRandom(seed);
  const tenant = demoTenant({ seed });
  const directory = tenant.addDirectory({ name: 'Soaked' });
  tenant.behaviour.indexLagMs = INDEX_LAG_MS;
  tenant.behaviour.readLagMs = READ_LAG_MS;
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
  sandbox.faults.chooser = () => randomFault(random);
  const { clientId, clientSecret } = tenant;
  return {
    random,
    sandbox,
    storage,
    directory,
    credential: { dataCenterId: 'sandbox', clientId, clientSecret },
    async close() {
      await storage.close();
      await sandbox.close();
    },
  };
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
