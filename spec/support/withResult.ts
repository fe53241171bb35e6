import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Does something with a Qualtrics that gives the same result, whatever it is asked, but refuses a method. */
export async function withResult(result: object, use: () => Promise<unknown>, refused?: 'PUT'): Promise<unknown> {
  const server = createServer((request, response) => {
    if (request.method === refused) response.statusCode = 400;
    const token = { access_token: 'token', expires_in: 3600 };
    response.end(JSON.stringify(request.url === '/oauth2/token' ? token : { result, meta: {} }));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  process.env.QUALTRICS_BASE_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    return await use();
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
