import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { requestLimits } from '../requestLimits.js';

/** An answer as its server gave it. */
export interface TrueAnswer {
  readonly status: number;
  /** By lower-case names. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer;
}

/** What comes in its place. */
export interface FalseAnswer {
  readonly status?: number;
  /** Beside those of the true answer; `undefined` leaves one out. The length is that of the body unless it is named. */
  readonly headers?: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body?: Buffer | string;
  /** Bytes in place of a whole HTTP answer; then the connection ends. */
  readonly raw?: Buffer | string;
  /** How it ends before its end: it is silent for ever, or the connection is reset. */
  readonly breaksOff?: 'silence' | 'reset';
}

/** A request that passes, as far as it matters what becomes of its answer. */
export interface PassingRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
}

export interface ManglingProxy {
  readonly url: string;
  /** Gives what is to come in place of an answer, which `ask` gets; `undefined` lets it pass. */
  mangle: (request: PassingRequest, ask: () => Promise<TrueAnswer>) => Promise<FalseAnswer | undefined>;
  close(): Promise<void>;
}

/** Stands before a server on loopback and hands on what it answers, or something else. */
export async function startManglingProxy(target: () => string): Promise<ManglingProxy> {
  const agent = new Agent({ keepAlive: true });
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  const proxy: ManglingProxy = {
    url: '',
    mangle: async () => undefined,
    async close() {
      agent.destroy();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', url = '', headers } = request;
    const body = await bytesOf(request);
    let answer: TrueAnswer | undefined;
    const ask = async (): Promise<TrueAnswer> => {
      answer ??= await answerOf(target(), request, body, agent);
      return answer;
    };
    const instead = await proxy.mangle({ method, path: url, headers }, ask);
    await give(response, answer ?? (instead ? NOT_ASKED : await ask()), instead ?? {});
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return Object.assign(proxy, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

const NOT_ASKED: TrueAnswer = { status: 200, headers: {}, body: Buffer.alloc(0) };

async function answerOf(target: string, request: IncomingMessage, body: Buffer, agent: Agent): Promise<TrueAnswer> {
  const { method, url, headers } = request;
  const { connection: _, 'transfer-encoding': chunked, ...others } = headers;
  const length = chunked === undefined ? {} : { 'content-length': String(body.length) };
  const passed = send(new URL(url ?? '', target), { method, agent, headers: { ...others, ...length } });
  passed.end(body);
  const [answer] = (await once(passed, 'response')) as [IncomingMessage];
  const { connection: _own, 'keep-alive': _alive, 'transfer-encoding': _encoding, ...given } = answer.headers;
  return {
    status: answer.statusCode ?? 0,
    headers: given as TrueAnswer['headers'],
    body: await bytesOf(answer),
  };
}

async function bytesOf(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function give(response: ServerResponse, answer: TrueAnswer, instead: FalseAnswer): Promise<void> {
  const socket = response.socket as Socket;
  if (instead.raw !== undefined) {
    if (instead.breaksOff === undefined) {
      socket.end(instead.raw);
    } else {
      socket.write(instead.raw);
      await silence(socket);
    }
    return;
  }
  const status = instead.status ?? answer.status;
  const body = Buffer.from(instead.body ?? answer.body);
  const hasBody = status !== 204 && status !== 304;
  const headers = {
    ...answer.headers,
    'content-length': hasBody ? String(body.length) : undefined,
    ...instead.headers,
  };
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) response.setHeader(name, value);
  response.writeHead(status);
  if (instead.breaksOff === undefined) {
    response.end(hasBody ? body : undefined);
    return;
  }
  response.write(body.subarray(0, Math.ceil(body.length / 2)));
  if (instead.breaksOff === 'reset') socket.resetAndDestroy();
  else await silence(socket);
}

/** Until the other side has had enough. */
async function silence(socket: Socket): Promise<void> {
  const closed = once(socket, 'close');
  while (!socket.destroyed) await Promise.race([closed, requestLimits.pass(Number.POSITIVE_INFINITY)]);
}
