import { type Platform, startPlatform } from '../../local/elasticio/platform.js';
import type { ContactDirectory } from '../../local/sandbox/brand/contactDirectory.js';
import { demoTenant } from '../../local/sandbox/brand/demoTenant.js';
import { type Random, seededRandom } from '../../local/sandbox/brand/random.js';
import type { Tenant } from '../../local/sandbox/brand/tenant.js';
import type { Fault } from '../../local/sandbox/http/faults.js';
import type { Sandbox } from '../../local/sandbox/http/sandbox.js';
import { startSandbox } from '../../local/sandbox/server.js';
import { Books } from './books.js';

/** Where a soak takes place: a brand that lags and fails at random, and a platform that keeps what steps leave with it. */
export interface SoakGround {
  readonly random: Random;
  readonly books: Books;
  readonly tenant: Tenant;
  readonly sandbox: Sandbox;
  readonly platform: Platform;
  /** Is written to all the time. */
  readonly directory: ContactDirectory;
  /** Stays as it is. */
  readonly still: ContactDirectory;
  readonly credential: Readonly<Record<string, unknown>>;
  /** Variables of every step. */
  readonly env: Readonly<Record<string, string>>;
  /** The text of a file that a message names, which is then deleted; undefined when there is none. */
  takeFile(url: string): Promise<string | undefined>;
  close(): Promise<void>;
}

/** How late the search index shows a write, at most. */
export const INDEX_LAG_MS = 5000;
/** A gateway that does not answer in time is told again soon: nobody waits for Qualtrics' quarter of an hour. */
const NOTICE_PAUSES_MS = [250, 500, 1000, 2000, 4000, 8000, 16_000];
const FAULTY_SHARE = 0.04;
const REVOKING_SHARE = 0.001;
const LAGS = { indexLagMs: INDEX_LAG_MS, readLagMs: 50, exportLagMs: 5000, responseLagMs: 1500, linkLagMs: 800 };

/** Starts it, in memory, or over RabbitMQ at `amqpUri`. */
export async function openGround(seed: number, amqpUri: string | undefined): Promise<SoakGround> {
  const random = seededRandom(seed);
  const tenant = demoTenant({ seed });
  Object.assign(tenant.behaviour, LAGS, {
    noticePausesMs: NOTICE_PAUSES_MS,
    linkLagShare: 0.5,
    exportChecks: 1,
    importChecks: 1,
  });
  const directory = tenant.addDirectory({ name: 'Soaked' });
  const sandbox = await startSandbox({ tenant, limits: {} });
  process.env.QUALTRICS_BASE_URL = sandbox.url;
  const platform = await startPlatform({ amqpUri });
  const { clientId, clientSecret, directories } = tenant;
  const [still = directory] = directories;
  return {
    random,
    books: new Books(),
    tenant,
    sandbox,
    platform,
    directory,
    still,
    credential: { _account: 'account', dataCenterId: 'sandbox', clientId, clientSecret },
    env: { API_RETRIES_COUNT: '5', API_RETRY_DELAY: '100', API_REQUEST_TIMEOUT: '5000', LOG_LEVEL: 'warn' },
    takeFile: (url) => takeFile(platform, url),
    async close() {
      await platform.close();
      await sandbox.close();
    },
  };
}

/** Requests fail at random from now on, and the platform's own parts until it is asked again. */
export function trouble({ sandbox, platform, random }: SoakGround): void {
  sandbox.faults.chooser = (request) => randomFault(random, request);
  platform.storage.failures = random.next() < 0.3 ? 1 : 0;
  platform.api.accountsFail = random.next() < 0.3;
}

export function calm({ sandbox, platform }: SoakGround): void {
  sandbox.faults.clear();
  platform.storage.failures = 0;
  platform.api.accountsFail = false;
}

async function takeFile({ storage }: Platform, url: string): Promise<string | undefined> {
  const headers = { authorization: `Bearer ${storage.token}` };
  const answer = await fetch(url, { headers });
  const text = await answer.text();
  if (!answer.ok) return undefined;
  await fetch(url, { method: 'DELETE', headers });
  return text;
}

function randomFault(random: Random, request: string): Fault | undefined {
  // All tokens at once, those of all steps: no brand does that often.
  if (random.next() < REVOKING_SHARE && !request.includes('oauth2')) return { kind: 'revokeTokens' };
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
    { kind: 'slide' },
  ]);
}
