import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An answer that Qualtrics would not give, or one that something on the way gives in its place. */
export interface OddAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | object;
}

/** What a server was asked, in order. */
export interface OddServer {
  readonly url: string;
  readonly asked: { readonly method: string; readonly path: string; readonly headers: IncomingMessage['headers'] }[];
}

/**
 * A server for each test that gives out tokens and else answers as `answer` says: for worlds that the sandbox, which
 * behaves like Qualtrics, does not know. It counts requests but for tokens.
 */
export function useOddServer(): OddServer & { answer: (path: string, count: number) => OddAnswer } {
  let server: Server;
  const bench = {
    url: '',
    asked: [] as OddServer['asked'],
    answer: (_path: string, _count: number): OddAnswer => ({ body: { result: {}, meta: {} } }),
  };
  beforeEach(async () => {
    bench.asked = [];
    server = createServer((request, response) => {
      request.resume();
      const path = request.url ?? '';
      const isToken = path === '/oauth2/token';
      const { method = '', headers: asked } = request;
      if (!isToken) bench.asked.push({ method, path, headers: asked });
      const ofToken: OddAnswer = { body: { access_token: `token-${asked.authorization?.length}`, expires_in: 3600 } };
      const answer = isToken ? ofToken : bench.answer(path, bench.asked.length);
      const { status = 200, headers = { 'content-type': 'application/json' }, body = '' } = answer;
      response.writeHead(status, headers);
      response.end(typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    bench.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });
  return bench;
}
