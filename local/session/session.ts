import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import { resolve } from 'node:path';
import { dataCenterUrl, toDataCenterId } from '../../src/platform/dataCenter.js';
import { COMPONENT_PATH } from '../elasticio/componentPath.js';
import { type Platform, startPlatform } from '../elasticio/platform.js';
import { demoTenant } from '../sandbox/brand/demoTenant.js';
import type { Tenant } from '../sandbox/brand/tenant.js';
import { type Sandbox, startSandbox } from '../sandbox/server.js';
import { type Brand, readBrand } from './brand.js';

/** Where steps run: a platform on this machine, and a Qualtrics brand, made up or real. */
export interface Session {
  readonly platform: Platform;
  /** Whether the brand is a real one. */
  readonly isReal: boolean;
  /** `undefined` with a real brand, and with a sandbox that was running already. */
  readonly sandbox: Sandbox | undefined;
  /** The fields of the credential. */
  readonly credential: Readonly<Record<string, string>>;
  /** A directory, survey and mailing list to try things on; some may be missing with a real brand. */
  readonly examples: Examples;
  /** Requests to Qualtrics so far: with the sandbox all there were, with a real brand those of this process. */
  requests(): number;
  close(): Promise<void>;
}

export interface Examples {
  readonly directoryId: string | undefined;
  readonly surveyId: string | undefined;
  readonly mailingListId: string | undefined;
  readonly filterId: string | undefined;
}

/**
 * Opens a session: with `.env` against the brand that it names, else against the sandbox: one that is running at
 * `QUALTRICS_BASE_URL`, or one of its own. Throws UsageError when `.env` is there and names no brand.
 */
export async function openSession(): Promise<Session> {
  process.env.LOG_LEVEL ??= 'fatal';
  const brand = readBrand(envFile());
  const demo = demoTenant();
  // A sandbox of its own is done with everything in no time: nobody waits between two looks at a job.
  Object.assign(demo.behaviour, { exportChecks: 0, importChecks: 0, responseLagMs: 0 });
  const sandbox = brand || process.env.QUALTRICS_BASE_URL ? undefined : await startSandbox({ tenant: demo });
  if (sandbox) process.env.QUALTRICS_BASE_URL = sandbox.url;
  const platform = await startPlatform({ amqpUri: process.env.AMQP_URI || undefined });

  let requests = 0;
  const host = sandbox ? undefined : hostOf(brand?.dataCenterId ?? 'sandbox');
  const count = (message: unknown): void => {
    const { request } = message as { request: ClientRequest };
    if (request.getHeader('host') === host) requests += 1;
  };
  if (host) subscribe('http.client.request.start', count);
  return {
    platform,
    isReal: brand !== undefined,
    sandbox,
    ...(brand ? inBrand(brand) : inTenant(demo)),
    requests: () => sandbox?.requests.length ?? requests,
    async close() {
      unsubscribe('http.client.request.start', count);
      await platform.close();
      await sandbox?.close();
    },
  };
}

/** `.env`, or another file by the name that the dotenv package gives such a variable. */
export function envFile(): string {
  return process.env.DOTENV_CONFIG_PATH || resolve(COMPONENT_PATH, '.env');
}

function hostOf(dataCenterId: string): string {
  return new URL(process.env.QUALTRICS_BASE_URL || dataCenterUrl(toDataCenterId(dataCenterId))).host;
}

/** What to log in with, and what to try things on. */
type Surroundings = Pick<Session, 'credential' | 'examples'>;

/** The same in every sandbox: the demo tenant is made from one seed. */
function inTenant({ clientId, clientSecret, directories, surveys, mailingLists }: Tenant): Surroundings {
  const [survey] = surveys;
  return {
    credential: { dataCenterId: 'sandbox', clientId, clientSecret },
    examples: {
      directoryId: directories[0]?.options.directoryId,
      surveyId: survey?.id,
      mailingListId: mailingLists[0]?.mailingListId,
      filterId: survey?.filters[0]?.filterId,
    },
  };
}

function inBrand({ dataCenterId, clientId, clientSecret, allowsWriting: _, ...examples }: Brand): Surroundings {
  return { credential: { dataCenterId, clientId, clientSecret }, examples: { ...examples, filterId: undefined } };
}
