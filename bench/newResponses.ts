import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import AdmZip from 'adm-zip';
import { startPlatform } from '../local/elasticio/platform.js';
import type { RunningStep, StepOptions } from '../local/elasticio/runningStep.js';
import { completeResponses } from '../local/sandbox/brand/completeResponses.js';
import { demoTenant } from '../local/sandbox/brand/demoTenant.js';
import { type Sandbox, startSandbox } from '../local/sandbox/server.js';
import { inTurn, type Report, seconds } from './support/report.js';

const REPETITIONS = 9;
/** How old a response is when a poll takes it for settled. */
const SETTLED_SECONDS = 120;
/** Polls count in whole seconds: so much later a response is past the end of the one before. */
const NEXT_WINDOW_MS = 2100;

/** From a completed response to its message, by both triggers in the real sailor, beside the same requests by hand. */
export async function newResponses(): Promise<Report> {
  const tenant = demoTenant();
  Object.assign(tenant.behaviour, { exportChecks: 0, responseLagMs: 0 });
  const sandbox = await startSandbox({ tenant, limits: {} });
  const platform = await startPlatform();
  const byHand = await ByHand.open(sandbox);
  try {
    const { clientId, clientSecret } = tenant;
    const cfg = { dataCenterId: 'sandbox', clientId, clientSecret, surveyId: byHand.surveyId };
    const env = { QUALTRICS_BASE_URL: sandbox.url, LOG_LEVEL: 'fatal' };
    const arrivals = new Arrivals();
    const start = (options: Pick<StepOptions, 'key' | 'startup'>): Promise<RunningStep> =>
      platform.startStep({ cfg, env, inOwnProcess: true, onOutput: arrivals.onOutput, ...options });
    const complete = (secondsAgo = 0): string =>
      completeResponses(tenant, { surveyId: byHand.surveyId, secondsAgo })[0] ?? '';

    await start({ key: 'newSurveyResponseWebhook', startup: true });
    const told = await inTurn(REPETITIONS, {
      ours: () => timeOf(() => arrivals.of(complete())),
      alternative: () => timeOf(() => byHand.told(complete)),
    });
    const polling = await start({ key: 'getNewSurveyResponsesPolling' });
    const polled = await inTurn(REPETITIONS, {
      ours: async () => {
        await polling.send({});
        await polling.idle();
        await pause(NEXT_WINDOW_MS);
        const responseId = complete(SETTLED_SECONDS + 1);
        return timeOf(async () => {
          const arrived = arrivals.of(responseId);
          await polling.send({});
          await arrived;
        });
      },
      alternative: () => timeOf(() => byHand.export(complete(SETTLED_SECONDS + 1))),
    });
    const row = (what: string, { ours, alternative }: typeof told) => ({
      what,
      ours: seconds(ours),
      alternative: seconds(alternative),
      ratio: ours / alternative,
    });
    return {
      name: 'new-responses',
      about: `from a completed response, which Qualtrics shows at once, to its message, through the sailor in a process of its own, against the same requests by hand, unchecked; median of ${REPETITIONS}`,
      rows: [
        row('webhook: from the completion to the message', told),
        row(`polling: from the start of the run, at least ${SETTLED_SECONDS} s later, to the message`, polled),
      ],
    };
  } finally {
    byHand.close();
    await platform.close();
    await sandbox.close();
  }
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** Which responses have come as messages, and who waits for one. */
class Arrivals {
  readonly #arrived = new Set<unknown>();
  readonly #waiting = new Map<unknown, () => void>();
  readonly onOutput: NonNullable<StepOptions['onOutput']> = (output) => {
    if (output.kind === 'error') throw output.error;
    if (output.kind !== 'data') return;
    const { responseId } = output.message.body;
    this.#arrived.add(responseId);
    this.#waiting.get(responseId)?.();
  };

  async of(responseId: string): Promise<void> {
    if (!this.#arrived.has(responseId)) {
      await new Promise<void>((resolve) => this.#waiting.set(responseId, resolve));
    }
  }
}

/** The usual way, unchecked: a notice taken and its response read; an export started, looked at and unpacked. */
class ByHand {
  readonly surveyId: string;
  readonly #sandbox: Sandbox;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #server: Server;

  private constructor(sandbox: Sandbox, token: string, server: Server) {
    this.#sandbox = sandbox;
    this.#headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    this.#server = server;
    this.surveyId = sandbox.tenant.surveys[0]?.id ?? '';
  }

  static async open(sandbox: Sandbox): Promise<ByHand> {
    const { clientId, clientSecret } = sandbox.tenant;
    const authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
    const body = new URLSearchParams({ grant_type: 'client_credentials' });
    const login = await fetch(`${sandbox.url}/oauth2/token`, { method: 'POST', body, headers: { authorization } });
    const { access_token } = (await login.json()) as { access_token: string };
    const server = createServer((_, response) => response.end());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new ByHand(sandbox, access_token, server);
  }

  async told(complete: () => string): Promise<void> {
    const { events } = this.#sandbox.tenant;
    const { port } = this.#server.address() as AddressInfo;
    const topics = `surveyengine.completedResponse.${this.surveyId}`;
    const { id } = events.create({ topics, publicationUrl: `http://127.0.0.1:${port}` });
    const notice = once(this.#server, 'request');
    const responseId = complete();
    await notice;
    await this.#call(`responses/${responseId}`);
    events.delete(id);
  }

  async export(responseId: string): Promise<void> {
    const startDate = new Date(Date.now() - (SETTLED_SECONDS + 10) * 1000).toISOString();
    const body = JSON.stringify({ format: 'ndjson', startDate });
    const { progressId } = await this.#call('export-responses', { method: 'POST', body });
    const { fileId } = await this.#call(`export-responses/${progressId}`);
    const headers = this.#headers;
    const file = await fetch(this.#urlOf(`export-responses/${fileId}/file`), { headers });
    const [entry] = new AdmZip(Buffer.from(await file.arrayBuffer())).getEntries();
    const ids = String(entry?.getData())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).responseId);
    if (!ids.includes(responseId)) throw new Error(`The export lacks response ${responseId}.`);
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #urlOf(path: string): string {
    return `${this.#sandbox.url}/API/v3/surveys/${this.surveyId}/${path}`;
  }

  async #call(path: string, init: RequestInit = {}): Promise<Record<string, string>> {
    const answer = await fetch(this.#urlOf(path), { headers: this.#headers, ...init });
    return ((await answer.json()) as { result: Record<string, string> }).result;
  }
}
