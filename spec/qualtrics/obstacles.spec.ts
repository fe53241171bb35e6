import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { restoreEnvironment, savedEnvironment } from '../../local/elasticio/environment.js';
import { withTemporaryFile } from '../../src/files/temporaryFile.js';
import { createContact } from '../../src/qualtrics/api/contacts.js';
import { downloadExport } from '../../src/qualtrics/api/responseExports.js';
import { whoami } from '../../src/qualtrics/api/whoami.js';
import { verifyCredentials } from '../../src/verifyCredentials.js';
import { aClient } from '../support/client.js';
import { useOddServer } from '../support/oddServer.js';
import { useSandbox } from '../support/sandbox.js';
import { messageOf } from '../support/step.js';

const QUICK = { retryDelayMs: 1, requestTimeoutMs: 5000, retriesCount: 2 };

async function listening(server: Server | ReturnType<typeof createTcpServer>): Promise<number> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return (server.address() as AddressInfo).port;
}

/** The kind of fault: an error that sends people to the wrong place. */
describe('What stands in the way', () => {
  const bench = useSandbox();
  const odd = useOddServer();

  it('is a proxy that refuses: Qualtrics never saw the request, so even a create is sent again', async () => {
    const saved = savedEnvironment();
    let refusals = 0;
    const proxy = createServer().on('connect', (_request, socket: Socket) => {
      refusals += 1;
      socket.end('HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n');
    });
    const port = await listening(proxy);
    process.env.HTTPS_PROXY = `http://127.0.0.1:${port}`;
    try {
      const client = aClient(bench.sandbox, { baseUrl: 'https://fra1.qualtrics.com', settings: QUICK });
      const message = await messageOf(createContact(client, 'POOL_1', { email: 'a@example.com' }));
      assert.match(message, /a proxy on the way did not let it through \(status 502\).*ask whoever runs the proxy/);
      assert.equal(refusals, 2);
    } finally {
      restoreEnvironment(saved);
      proxy.closeAllConnections();
      proxy.close();
    }
  });

  it('is a proxy that wants a login (407), not what was sent', async () => {
    odd.answer = () => ({ status: 407 });
    const message = await messageOf(whoami(aClient(bench.sandbox, { baseUrl: odd.url, settings: QUICK })));
    assert.match(message, /proxy.*\(status 407\)/);
    assert.doesNotMatch(message, /does not accept what was sent/);
  });

  it('is never a kept connection that the server closed meanwhile: a create goes out on one of its own', async () => {
    let creates = 0;
    const server = createTcpServer((socket) => {
      let served = 0;
      socket.on('error', () => undefined);
      socket.on('data', (data) => {
        if (data.toString().startsWith('POST /API')) creates += 1;
        served += 1;
        if (served > 1) return void socket.destroy();
        const body = JSON.stringify({ access_token: 'a', expires_in: 3600, result: { id: 'CID_1' } });
        socket.write(
          `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
        );
      });
    });
    const port = await listening(server);
    try {
      const client = aClient(bench.sandbox, { baseUrl: `http://127.0.0.1:${port}`, settings: QUICK });
      for (const email of ['a@example.com', 'b@example.com']) {
        assert.equal(await createContact(client, 'POOL_1', { email }), 'CID_1');
      }
      assert.equal(creates, 2);
    } finally {
      server.close();
    }
  });

  it('is the address: hosts without tokens are the Data Center ID’s fault, whether they redirect or answer 404', async () => {
    for (const status of [302, 404]) {
      const server = createServer((_request, response) => {
        response.writeHead(status, { location: '/login', 'content-type': 'application/json' }).end('{"message":"no"}');
      });
      const port = await listening(server);
      const client = aClient(bench.sandbox, { baseUrl: `http://127.0.0.1:${port}`, settings: QUICK });
      assert.match(await messageOf(whoami(client)), /No tokens are given out at this address: check "Data Center ID"/);
      server.closeAllConnections();
      server.close();
    }
  });

  it('is a storage that refuses the file, not the scope of the OAuth client', async () => {
    const storage = createServer((_request, response) => void response.writeHead(403).end('<Error/>'));
    const port = await listening(storage);
    bench.tenant.behaviour.exportRedirect = `http://127.0.0.1:${port}/`;
    const message = await fileError();
    assert.match(message, /The storage host 127\.0\.0\.1:\d+ answered 403.*start the export again/);
    assert.doesNotMatch(message, /OAuth/);
    storage.closeAllConnections();
    storage.close();
  });

  it('is an error in JSON where the file belongs, not a damaged archive', async () => {
    odd.answer = () => ({ body: { meta: { error: { errorMessage: 'The file has expired.' }, requestId: 'r-1' } } });
    assert.match(await fileError(odd.url), /it sent JSON instead of the file.*request id r-1/);
  });

  it('is told by Verify when another host is faster', async () => {
    odd.answer = () => ({
      body: {
        result: { userId: 'UR_1' },
        meta: { notice: 'Request proxied. For faster response times, use this host instead: sjc1.qualtrics.com' },
      },
    });
    process.env.QUALTRICS_BASE_URL = odd.url;
    const { verified, notice } = await verifyCredentials.call({}, bench.credential);
    assert.equal(verified, true);
    assert.match(String(notice), /"sjc1\.qualtrics\.com" as "Data Center ID" is faster/);
  });

  async function fileError(baseUrl = bench.sandbox.url): Promise<string> {
    const client = aClient(bench.sandbox, { baseUrl, settings: QUICK });
    const surveyId = bench.tenant.surveys[0]?.id ?? '';
    bench.tenant.behaviour.exportChecks = 0;
    const started = baseUrl === bench.sandbox.url ? await startedFile(surveyId) : 'file';
    return messageOf(withTemporaryFile((file) => downloadExport(client, surveyId, started, file)));
  }

  async function startedFile(surveyId: string): Promise<string> {
    const client = aClient(bench.sandbox, { settings: QUICK });
    const path = `/surveys/${surveyId}/export-responses`;
    const { progressId } = await client.result({ method: 'POST', path, body: { format: 'csv' } });
    const { fileId } = await client.result({ method: 'GET', path: `${path}/${progressId}` });
    return String(fileId);
  }
});
