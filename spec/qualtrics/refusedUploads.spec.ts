import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { systemClock } from '../../src/qualtrics/client/options.js';
import { exchange } from '../../src/qualtrics/client/transport.js';

/** In a process of its own: it is to hang up while this one is sending. */
const SERVER = `
const server = require('node:net').createServer((socket) => {
  socket.on('error', () => undefined);
  socket.once('data', () => {
    socket.pause();
    socket.write('HTTP/1.1 413 Payload Too Large\\r\\nconnection: close\\r\\ncontent-length: 8\\r\\n\\r\\ntoo long');
    socket.destroySoon();
  });
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
`;

/** The kind of fault: an answer that was received is lost because sending failed behind it. */
describe('An answer to a body of which not all was taken', () => {
  let server: ChildProcess;
  let url: URL;
  before(async () => {
    server = spawn(process.execPath, ['--eval', SERVER], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [port] = await once(server.stdout ?? assert.fail(), 'data');
    url = new URL(`http://127.0.0.1:${String(port).trim()}/`);
  });
  after(() => server.kill());

  const body = Buffer.alloc(6_000_000, 'a');
  const length = { 'Content-Length': String(body.length) };
  for (const [what, request] of Object.entries({
    'bytes, on a new connection': { body, headers: {}, onNewConnection: true },
    'bytes, on any connection': { body, headers: {} },
    'a stream': { body: Readable.from([body.subarray(0, 3_000_000), body.subarray(3_000_000)]), headers: length },
  })) {
    it(`is what counts (${what})`, async () => {
      const answer = await exchange({ method: 'POST', url, timeoutMs: 60_000, clock: systemClock, ...request });
      assert.deepEqual([answer.status, await text(answer.body)], [413, 'too long']);
    });
  }
});
