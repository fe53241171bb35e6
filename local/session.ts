import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import { resolve } from 'node:path';
import { config as readEnvFile } from 'dotenv';
import { dataCenterUrl, toDataCenterId } from '../src/qualtrics/dataCenter.js';
import { COMPONENT_PATH, type Platform, startPlatform } from './platform/platform.js';
import { demoTenant } from './sandbox/demoTenant.js';
import { type Sandbox, startSandbox } from './sandbox/server.js';

/** Where steps run: a platform on this machine, and a Qualtrics brand, made up or real. */
export interface Session {
  readonly platform: Platform;
  /** `undefined` with a real brand. */
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

/** Opens a session: with `.env` filled in against a real brand, else against the sandbox. */
export async function openSession(): Promise<Session> {
  process.env.LOG_LEVEL ??= 'fatal';
  const { parsed: env = {} } = readEnvFile({ path: envFile(), quiet: true, processEnv: {} });
  const isReal = Boolean(env.QUALTRICS_CLIENT_ID && env.QUALTRICS_CLIENT_SECRET && env.QUALTRICS_DATA_CENTER_ID);
  const sandbox = isReal ? undefined : await startSandbox({ tenant: demoTenant() });
  if (sandbox) process.env.QUALTRICS_BASE_URL = sandbox.url;
  // Also the pause between two looks at an export; the sandbox is done in no time.
  if (sandbox) process.env.API_REQUEST_TIMEOUT ??= '1000';
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
    sandbox,
    credential: sandbox ? sandboxCredential(sandbox) : realCredential(env),
    examples: sandbox ? sandboxExamples(sandbox) : realExamples(env),
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

function sandboxCredential({ tenant }: Sandbox): Record<string, string> {
  return { dataCenterId: 'sandbox', clientId: tenant.clientId, clientSecret: tenant.clientSecret };
}

function sandboxExamples({ tenant }: Sandbox): Examples {
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
