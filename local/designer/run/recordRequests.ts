import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { RequestEvent } from '../protocol.js';

/**
 * Loaded into the process of a step before anything else: writes each HTTP request of the component, its answer and
 * its end to standard output, a line of JSON each, among the lines of the log. Requests to the platform are left out.
 */

/** By this name the lines are told from those of the log. */
const NAME = 'designer:requests';

/** Where the platform itself listens. */
const PLATFORM = ['ELASTICIO_API_URI', 'ELASTICIO_OBJECT_STORAGE_URI'];

const ids = new WeakMap<object, string>();
let count = 0;

function write(event: RequestEvent): void {
  process.stdout.write(`${JSON.stringify({ name: NAME, at: Date.now(), ...event })}\n`);
}

function isPlatform(host: string): boolean {
  return PLATFORM.some((name) => {
    const address = process.env[name];
    return address !== undefined && URL.canParse(address) && new URL(address).host === host;
  });
}

/** Gives a request its id and writes that it began; nothing for one to the platform. */
function begin(request: object, method: string, origin: string, path: string): void {
  if (!URL.canParse(path, origin)) return;
  const url = new URL(path, origin);
  if (isPlatform(url.host)) return;
  count += 1;
  const id = `${process.pid}-${count}`;
  ids.set(request, id);
  write({ kind: 'request', id, method, url: url.href });
}

function answer(request: object, status: number): void {
  const id = ids.get(request);
  if (id !== undefined) write({ kind: 'answer', id, status });
}

function end(request: object, error?: Error): void {
  const id = ids.get(request);
  ids.delete(request);
  if (id !== undefined) write({ kind: 'answered', id, ...(error ? { error: error.message } : {}) });
}

subscribe('http.client.request.start', (message) => {
  const { request } = message as { request: ClientRequest };
  begin(request, request.method, `${request.protocol}//${request.getHeader('host') ?? request.host}`, request.path);
  request.once('close', () => end(request));
});
subscribe('http.client.response.finish', (message) => {
  const { request, response } = message as { request: ClientRequest; response: IncomingMessage };
  answer(request, response.statusCode ?? 0);
  response.once('end', () => end(request));
  response.once('error', (error) => end(request, error));
});
subscribe('http.client.request.error', (message) => {
  const { request, error } = message as { request: ClientRequest; error: Error };
  end(request, error);
});

interface FetchRequest {
  readonly method: string;
  readonly origin: string;
  readonly path: string;
}
subscribe('undici:request:create', (message) => {
  const { request } = message as { request: FetchRequest };
  begin(request, request.method, request.origin, request.path);
});
subscribe('undici:request:headers', (message) => {
  const { request, response } = message as { request: FetchRequest; response: { statusCode: number } };
  answer(request, response.statusCode);
});
subscribe('undici:request:trailers', (message) => end((message as { request: FetchRequest }).request));
subscribe('undici:request:error', (message) => {
  const { request, error } = message as { request: FetchRequest; error: Error };
  end(request, error);
});
