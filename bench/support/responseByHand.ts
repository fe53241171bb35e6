import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import AdmZip from 'adm-zip';
import type { Sandbox } from '../../local/sandbox/http/sandbox.js';

/** How long before its completion an export begins, in seconds. */
const EARLIER_SECONDS = 10;

/** The usual way, unchecked: a notice taken and its response read; an export started, looked at and unpacked. */
export class ResponseByHand {
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

  static async open(sandbox: Sandbox): Promise<ResponseByHand> {
    const { clientId, clientSecret } = sandbox.tenant;
    const authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
    const body = new URLSearchParams({ grant_type: 'client_credentials' });
    const login = await fetch(`${sandbox.url}/oauth2/token`, { method: 'POST', body, headers: { authorization } });
    const { access_token } = (await login.json()) as { access_token: string };
    const server = createServer((_, response) => response.end());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new ResponseByHand(sandbox, access_token, server);
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

  /** Of those that were completed so many seconds ago, or later. Throws an Error unless the response is among them. */
  async export(responseId: string, secondsAgo: number): Promise<void> {
    const startDate = new Date(Date.now() - (secondsAgo + EARLIER_SECONDS) * 1000).toISOString();
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
