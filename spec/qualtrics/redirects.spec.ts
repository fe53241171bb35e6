import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { withTemporaryFile } from '../../src/files/temporaryFile.js';
import { downloadExport } from '../../src/qualtrics/api/responseExports.js';
import { aClient } from '../support/client.js';
import { useSandbox } from '../support/sandbox.js';

/** The same machine under other names, in other spellings, with credentials of its own, or not at all. */
function hostileLocations(port: number): string[] {
  const hosts = [
    '127.0.0.1',
    'localhost',
    'LOCALHOST',
    '127.1',
    '0x7f000001',
    '2130706433',
    '0177.0.0.1',
    '127.0.1',
    '0',
    '[::1]',
    '127.0.0.2',
    'localhost.',
  ];
  const authorities = hosts.flatMap((host) => [`${host}:${port}`, `user:pass@${host}:${port}`]);
  return [
    ...authorities.map((authority) => `http://${authority}/file`),
    ...authorities.map((authority) => `//${authority}/file`),
    ...hosts.map((host) => `http:\\\\${host}:${port}\\file`),
    ...hosts.map((host) => `HTTP://${host}:${port}/file?x=http://sandbox#y`),
    ...[
      'ftp://x/file',
      'file:///etc/passwd',
      'javascript:alert(1)',
      'data:,x',
      'https://127.0.0.1:1/x',
      'http://',
      'http://[',
      '//',
      '\\\\',
      'gopher://x',
    ],
  ];
}

describe('A redirect of an export’s file', () => {
  const bench = useSandbox();
  let other: Server;
  let authorizations: (string | undefined)[];

  beforeEach(async () => {
    authorizations = [];
    other = createServer((request, response) => {
      authorizations.push(request.headers.authorization);
      response.end('the file');
    });
    await new Promise<void>((done) => other.listen(0, done));
  });
  afterEach(() => {
    other.closeAllConnections();
    other.close();
  });

  it('never takes the token to another host, however the address is written', async () => {
    const { port } = other.address() as AddressInfo;
    const locations = hostileLocations(port);
    assert.ok(locations.length >= 60);
    const surveyId = bench.tenant.surveys[0]?.id ?? '';
    bench.tenant.behaviour.exportChecks = 0;
    const job = bench.tenant.exports.start(bench.tenant.surveys[0] ?? assert.fail(), { format: 'csv' });
    job.status = 'complete';
    let reached = 0;
    for (const location of locations) {
      const client = aClient(bench.sandbox, { settings: { retriesCount: 1, retryDelayMs: 1, requestTimeoutMs: 500 } });
      bench.tenant.behaviour.exportRedirect = location;
      const before = authorizations.length;
      await withTemporaryFile(async (file) => {
        await downloadExport(client, surveyId, job.fileId, file).then(
          () => undefined,
          (error: Error) => assert.doesNotMatch(error.message, /\n/),
        );
      });
      const arrived = authorizations.slice(before);
      reached += arrived.length;
      for (const authorization of arrived) assert.doesNotMatch(authorization ?? '', /^Bearer/, location);
    }
    assert.ok(reached >= 20, `${reached} of them did lead there`);
  });

  it('leaves no connection open, however often it is followed', async () => {
    const connections = new Set<Socket>();
    const hop = createServer((_, response) => {
      const { port } = other.address() as AddressInfo;
      response.writeHead(302, { location: `http://127.0.0.1:${port}/file` }).end('Moved. '.repeat(100));
    });
    hop.keepAliveTimeout = 0;
    hop.on('connection', (socket) => {
      connections.add(socket);
      socket.once('close', () => connections.delete(socket));
    });
    await new Promise<void>((done) => hop.listen(0, '127.0.0.1', done));
    const job = bench.tenant.exports.start(bench.tenant.surveys[0] ?? assert.fail(), { format: 'csv' });
    job.status = 'complete';
    bench.tenant.behaviour.exportRedirect = `http://127.0.0.1:${(hop.address() as AddressInfo).port}`;
    const client = aClient(bench.sandbox);
    try {
      for (let times = 0; times < 5; times += 1) {
        await withTemporaryFile((file) => downloadExport(client, job.survey.id, job.fileId, file));
      }
      await Promise.all([...connections].map((socket) => once(socket, 'close')));
    } finally {
      hop.closeAllConnections();
      hop.close();
    }
  });
});
