import type { FileHandle } from 'node:fs/promises';
import { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import axios, { type AxiosResponse } from 'axios';

export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** A stream is the caller's to destroy: an answer may come before all of it was taken. */
  readonly body?: string | Readable | undefined;
  /** Bound on each silence: up to the headers, between two chunks of the answer, or of a stream that is sent. */
  readonly timeoutMs: number;
}

export interface HttpAnswer {
  readonly status: number;
  /** By lower-case names; `content-length` only where it is the length of `body`. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Fails with {@link TransportFailure} when it stalls or breaks off. Must be read to its end or destroyed. */
  readonly body: Readable;
}

/** No answer, or not all of one. `notReceived`: the request never got there; `unanswered`: it may have. */
export class TransportFailure extends Error {
  override readonly name = 'TransportFailure';

  constructor(
    readonly kind: 'notReceived' | 'unanswered',
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** Errors of the connection itself: nothing was sent yet. */
const NOT_SENT_CODES: readonly string[] = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
];

const WORDS_FOR_CODES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the host name could not be looked up',
  ECONNRESET: 'the connection was lost',
  EPIPE: 'the connection was lost',
};

/**
 * One request, one answer, nothing more: no retry, no redirect, any status.
 * axios' own `timeout` ends with the headers, and is no limit on silence but on the whole of what is sent; so both
 * bodies are watched here, and one that stalls is a failure, too.
 * Throws TransportFailure, and a sent stream's own error when that is what failed.
 */
export async function exchange(request: HttpRequest): Promise<HttpAnswer> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), request.timeoutMs);
  const sent: SentStream = { failure: undefined };
  const { body } = request;
  try {
    const response = await axios.request<Readable>({
      method: request.method,
      url: request.url.href,
      headers: { ...request.headers },
      data: typeof body === 'object' ? Readable.from(taken(body, timer, sent), { objectMode: false }) : body,
      responseType: 'stream',
      maxRedirects: 0,
      maxContentLength: -1,
      maxBodyLength: -1,
      validateStatus: null,
      signal: controller.signal,
    });
    return {
      status: response.status,
      headers: headersOf(response),
      body: watchedBody(response.data, request.timeoutMs),
    };
  } catch (error) {
    if (sent.failure) throw sent.failure;
    if (controller.signal.aborted) throw timedOut(request.timeoutMs, 'no answer');
    throw toFailure(error);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Puts a body in place of what is in the file; gives the number of bytes. A stream made by the handle would close it on
 * failure. Throws TransportFailure, also when it is shorter or longer than announced, and the file system's own errors.
 */
export async function saveBody({ body, headers }: HttpAnswer, file: FileHandle): Promise<number> {
  await file.truncate(0);
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    for (let written = 0; written < chunk.length; ) {
      const { bytesWritten } = await file.write(chunk, written, chunk.length - written, size + written);
      written += bytesWritten;
    }
    size += chunk.length;
  }
  const announced = headers['content-length'];
  if (announced !== undefined && Number(announced) !== size) {
    throw new TransportFailure('unanswered', `the file ended after ${size} of ${announced} bytes`);
  }
  return size;
}

/** axios unpacks a body that was compressed on the way; the length announced is that of what was sent. */
function headersOf({ headers, data }: AxiosResponse<Readable>): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)] as const);
  const isAsSent = data instanceof IncomingMessage;
  return Object.fromEntries(entries.filter(([name]) => isAsSent || name !== 'content-length'));
}

interface SentStream {
  failure: Error | undefined;
}

/** A stream that is sent, chunk by chunk: each that is taken from it shows that the other side goes on reading. */
async function* taken(body: Readable, timer: NodeJS.Timeout, sent: SentStream): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      timer.refresh();
      yield chunk;
    }
    timer.refresh();
  } catch (error) {
    sent.failure = error as Error;
    throw error;
  }
}

/** A body that nobody reads is not watched either: then its connection is freed with it. */
function watchedBody(source: Readable, timeoutMs: number): Readable {
  const body = Readable.from(watched(source, timeoutMs), { objectMode: false });
  body.once('close', () => source.on('error', () => undefined).destroy());
  return body;
}

/** A body, chunk by chunk, that fails when the next chunk does not come in time. */
async function* watched(body: Readable, timeoutMs: number): AsyncGenerator<Buffer> {
  const chunks = body[Symbol.asyncIterator]();
  let timer: NodeJS.Timeout | undefined;
  try {
    for (;;) {
      const stalled = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(timedOut(timeoutMs, 'the answer stalled, nothing came')), timeoutMs);
      });
      const next = await Promise.race([chunks.next(), stalled]);
      clearTimeout(timer);
      if (next.done) return;
      yield next.value;
    }
  } catch (error) {
    throw error instanceof TransportFailure ? error : toFailure(error);
  } finally {
    clearTimeout(timer);
    body.on('error', () => undefined).destroy();
  }
}

function timedOut(timeoutMs: number, what: string): TransportFailure {
  return new TransportFailure('unanswered', `${what} within ${timeoutMs / 1000} s`);
}

/** The facts of a connection error; axios' own error carries the request with its token and is not kept. */
function toFailure(error: unknown): TransportFailure {
  const { code, message } = error as { code?: unknown; message?: unknown };
  const name = typeof code === 'string' ? code : 'unknown error';
  const words = WORDS_FOR_CODES[name] ?? (name.startsWith('ERR_') ? String(message) : 'the connection failed');
  return new TransportFailure(NOT_SENT_CODES.includes(name) ? 'notReceived' : 'unanswered', `${words} (${name})`);
}
