import { Readable } from 'node:stream';
import axios, { type AxiosResponse } from 'axios';
import { keptConnections, newConnections } from './connections.js';
import type { Clock } from './options.js';
import { TransportFailure, timedOut, toFailure } from './transportFailure.js';
import { encodingToUnpack, unpacked } from './unpacked.js';

export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** A stream is the caller's to destroy: an answer may come before all of it was taken. */
  readonly body?: string | Buffer | Readable | undefined;
  /**
   * On a connection of its own. A kept one may have been closed by the server just when it is used again, which looks the
   * same as an answer that was lost: what must not be done twice does not go out on one.
   */
  readonly onNewConnection?: boolean;
  /** Bound on each silence: up to the headers, between two chunks of the answer, or of a stream that is sent. */
  readonly timeoutMs: number;
  /** Bound on all of it, the body included; `undefined`: none. */
  readonly totalMs?: number | undefined;
  readonly clock: Clock;
}

export interface HttpAnswer {
  readonly status: number;
  /** By lower-case names; `content-length` only where it is the length of `body`. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Fails with {@link TransportFailure} when it stalls or breaks off. Must be read to its end or destroyed. */
  readonly body: Readable;
}

const NEW_CONNECTIONS = newConnections();
const KEPT_CONNECTIONS = keptConnections();

/**
 * One request, one answer, nothing more: no retry, no redirect, any status.
 * axios' own `timeout` ends with the headers, and is no limit on silence but on the whole of what is sent; so both
 * bodies are watched here, and one that stalls is a failure, too.
 * Throws TransportFailure, and a sent stream's own error when that is what failed.
 */
export async function exchange(request: HttpRequest): Promise<HttpAnswer> {
  const { url, timeoutMs, totalMs, clock } = request;
  const endMs = totalMs === undefined ? Number.POSITIVE_INFINITY : clock.now() + totalMs;
  const controller = new AbortController();
  const silence = limitedSilence(request, () => controller.abort());
  const sent: SentStream = { failure: undefined };
  const { data, length } = toSend(request.body);
  try {
    const response = await axios.request<Readable>({
      method: request.method,
      url: url.href,
      // Without a body there is no type to tell; axios would say that it is a form.
      headers: { 'Content-Type': false, ...length, ...request.headers },
      data: data instanceof Readable ? Readable.from(taken(data, silence, sent), { objectMode: false }) : data,
      responseType: 'stream',
      decompress: false,
      maxRedirects: 0,
      maxContentLength: -1,
      maxBodyLength: -1,
      validateStatus: null,
      signal: controller.signal,
      ...(request.onNewConnection ? NEW_CONNECTIONS : KEPT_CONNECTIONS),
    });
    refuseProxyAnswer(url, response);
    return {
      status: response.status,
      headers: headersOf(response),
      body: watchedBody(unpacked(response.data, encodingToUnpack(response.headers)), request, endMs),
    };
  } catch (error) {
    if (error instanceof TransportFailure) throw error;
    if (sent.failure) throw sent.failure;
    if (controller.signal.aborted) throw timedOut(timeoutMs, 'no answer');
    throw toFailure(error);
  } finally {
    silence.end();
  }
}

interface Silence {
  /** Something was heard: the silence begins anew. */
  interrupt(): void;
  end(): void;
}

/** Calls `act` when a silence lasts for longer than the request allows. */
function limitedSilence({ timeoutMs, clock }: Pick<HttpRequest, 'timeoutMs' | 'clock'>, act: () => void): Silence {
  let forget = clock.after(timeoutMs, act);
  return {
    interrupt() {
      forget();
      forget = clock.after(timeoutMs, act);
    },
    end: () => forget(),
  };
}

/**
 * A proxy that does not let a request through answers in Qualtrics' place; over https such an answer did not come
 * through the tunnel that the proxy was asked for. 407 is a proxy's own by definition. Throws TransportFailure.
 */
function refuseProxyAnswer(url: URL, { status, data, request }: AxiosResponse<Readable>): void {
  const { socket } = request as { socket?: { encrypted?: boolean } | null };
  const isFromProxy = url.protocol === 'https:' && socket?.encrypted !== true && Boolean(socket);
  if (!isFromProxy && status !== 407) return;
  data.on('error', () => undefined).destroy();
  throw new TransportFailure('notReceived', `a proxy on the way did not let it through (status ${status})`, 'proxy');
}

/** The answer as if all were well and nothing more to say: status 200, no body. */
export function emptied({ headers, body }: HttpAnswer): HttpAnswer {
  body.destroy();
  return { status: 200, headers: { date: headers.date }, body: Readable.from([]) };
}

/** Of a body that was compressed on the way the length announced is that of what was sent. */
function headersOf(response: AxiosResponse<Readable>): Record<string, string> {
  const entries = Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), String(value)] as const);
  const isAsSent = encodingToUnpack(response.headers) === undefined;
  return Object.fromEntries(
    entries.filter(([name]) => isAsSent || (name !== 'content-length' && name !== 'content-encoding')),
  );
}

interface SentStream {
  failure: Error | undefined;
}

/** Over a slow line this takes about a second: not worth to be watched. */
const LONG_BODY_BYTES = 128 * 1024;

/** A long body goes piece by piece, its length announced: a silence ends with each piece that is taken. */
function toSend(body: HttpRequest['body']): {
  data: HttpRequest['body'];
  length?: { 'Content-Length': string };
} {
  if (body === undefined || body instanceof Readable || body.length < LONG_BODY_BYTES) return { data: body };
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const pieces = function* (): Generator<Buffer> {
    for (let at = 0; at < bytes.length; at += LONG_BODY_BYTES) yield bytes.subarray(at, at + LONG_BODY_BYTES);
  };
  return { data: Readable.from(pieces()), length: { 'Content-Length': String(bytes.length) } };
}

/** A stream that is sent, chunk by chunk: each that is taken from it shows that the other side goes on reading. */
async function* taken(body: Readable, silence: Silence, sent: SentStream): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      silence.interrupt();
      yield chunk;
    }
    silence.interrupt();
  } catch (error) {
    sent.failure = error as Error;
    throw error;
  }
}

/** Given up, it frees its connection at once: a generator ends only when what it awaits has come, or never began. */
function watchedBody(source: Readable, request: HttpRequest, endMs: number): Readable {
  const body = Readable.from(watched(source, request, endMs), { objectMode: false });
  const endGenerator = body._destroy.bind(body);
  body._destroy = (error, done) => {
    source.on('error', () => undefined).destroy();
    endGenerator(error, done);
  };
  return body;
}

/** A body, chunk by chunk, that fails when the next chunk does not come in time. */
async function* watched(body: Readable, { timeoutMs, clock }: HttpRequest, endMs: number): AsyncGenerator<Buffer> {
  const chunks = body[Symbol.asyncIterator]();
  let forgetLimit: () => void = () => undefined;
  try {
    for (;;) {
      const waitMs = Math.max(Math.min(timeoutMs, endMs - clock.now()), 0);
      const stalled = new Promise<never>((_, reject) => {
        forgetLimit = clock.after(waitMs, () => reject(timedOut(waitMs, 'the answer stalled, nothing came')));
      });
      const next = await Promise.race([chunks.next(), stalled]);
      forgetLimit();
      if (next.done) return;
      yield next.value;
    }
  } catch (error) {
    throw error instanceof TransportFailure ? error : toFailure(error);
  } finally {
    forgetLimit();
    body.on('error', () => undefined).destroy();
  }
}
