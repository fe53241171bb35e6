import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import { resolve } from 'node:path';
import { config as readEnvFile } from 'dotenv';
import { dataCenterUrl, toDataCenterId } from '../../src/platform/dataCenter.js';
import { COMPONENT_PATH } from '../elasticio/componentPath.js';
import { type Platform, startPlatform } from '../elasticio/platform.js';
import { demoTenant } from '../sandbox/brand/demoTenant.js';
import type { Tenant } from '../sandbox/brand/tenant.js';
import { type Sandbox, startSandbox } from '../sandbox/server.js';

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
 * Opens a session: with `.env` filled in against a real brand, else against the sandbox: one that is running at
 * `QUALTRICS_BASE_URL`, or one of its own.
 */
export async function openSession(): Promise<Session> {
  process.env.LOG_LEVEL ??= 'fatal';
  const { parsed: env = {} } = readEnvFile({ path: envFile(), quiet: true, processEnv: {} });
  const isReal = Boolean(env.QUALTRICS_CLIENT_ID && env.QUALTRICS_CLIENT_SECRET && env.QUALTRICS_DATA_CENTER_ID);
  const tenant = isReal ? undefined : demoTenant();
  const sandbox = tenant && !process.env.QUALTRICS_BASE_URL ? await startSandbox({ tenant }) : undefined;
  if (sandbox) process.env.QUALTRICS_BASE_URL = sandbox.url;
  // Also the pause between two looks at an export; the sandbox is done in no time.
  if (tenant) process.env.API_REQUEST_TIMEOUT ??= '1000';
  const platform = await startPlatform({ amqpUri: process.env.AMQP_URI || undefined });

  let requests = 0;
  const host = sandbox ? undefined : hostOf(env.QUALTRICS_DATA_CENTER_ID ?? '');
  const count = (message: unknown): void => {
    const { request } = message as { request: ClientRequest };
    if (request.getHeader('host') === host) requests += 1;
  };
  if (host) subscribe('http.client.request.start', count);
  return {
    platform,
    isReal,
    sandbox,
    credential: tenant ? demoCredential(tenant) : realCredential(env),
    examples: tenant ? demoExamples(tenant) : realExamples(env),
    requests: () => sandbox?.requests.length ?? requests,
    async close() {
      unsubscribe('http.client.request.start', count);
      await platform.close();
      await sandbox?.close();
    },
  };
}

/** `.env`, or another file by the name that the dotenv package gives such a variable. */
function envFile(): string {
  return process.env.DOTENV_CONFIG_PATH || resolve(COMPONENT_PATH, '.env');
}

function hostOf(dataCenterId: string): string {
  return new URL(process.env.QUALTRICS_BASE_URL || dataCenterUrl(toDataCenterId(dataCenterId))).host;
}

function demoCredential({ clientId, clientSecret }: Tenant): Record<string, string> {
  return { dataCenterId: 'sandbox', clientId, clientSecret };
}

/** The same in every sandbox: the demo tenant is made from one seed. */
function demoExamples(tenant: Tenant): Examples {
  const [survey] = tenant.surveys;
  return {
    directoryId: tenant.directories[0]?.options.directoryId,
    surveyId: survey?.id,
    mailingListId: tenant.mailingLists[0]?.mailingListId,
    filterId: survey?.filters[0]?.filterId,
  };
}

function realCredential(env: Record<string, string>): Record<string, string> {
  return {
    dataCenterId: env.QUALTRICS_DATA_CENTER_ID ?? '',
    clientId: env.QUALTRICS_CLIENT_ID ?? '',
    clientSecret: env.QUALTRICS_CLIENT_SECRET ?? '',
  };
}

function realExamples(env: Record<string, string>): Examples {
  return {
    directoryId: env.QUALTRICS_DIRECTORY_ID || undefined,
    surveyId: env.QUALTRICS_SURVEY_ID || undefined,
    mailingListId: env.QUALTRICS_MAILING_LIST_ID || undefined,
    filterId: undefined,
  };
}
