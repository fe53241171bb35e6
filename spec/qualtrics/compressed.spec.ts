import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { createContact, updateContact } from '../../src/qualtrics/api/contacts.js';
import { whoami } from '../../src/qualtrics/api/whoami.js';
import type { QualtricsClient } from '../../src/qualtrics/client/client.js';
import { QualtricsError } from '../../src/qualtrics/client/errors.js';
import { systemClock } from '../../src/qualtrics/client/options.js';
import { exchange } from '../../src/qualtrics/client/transport.js';
import { unpacked } from '../../src/qualtrics/client/unpacked.js';
import { aClient } from '../support/client.js';
import { type OddAnswer, useOddServer } from '../support/oddServer.js';
import { useSandbox } from '../support/sandbox.js';
import { messageOf } from '../support/step.js';

const WAYS: [name: string, encoding: string, packed: (bytes: Buffer) => Buffer][] = [
  ['gzip', 'gzip', gzipSync],
  ['gzip by its old name', 'X-GZip', gzipSync],
  ['compress', 'compress', gzipSync],
  ['deflate', 'deflate', deflateSync],
  ['deflate without its header', 'deflate', deflateRawSync],
  ['br', 'br', brotliCompressSync],
];

/** The kind of fault: something that breaks off on the way, and is taken for all of it. */
describe('An answer that was compressed on the way', () => {
  const bench = useSandbox();
  const server = useOddServer();
  const client = (): QualtricsClient =>
    aClient(bench.sandbox, { baseUrl: server.url, settings: { retryDelayMs: 1, retriesCount: 3 } });
  const body = Buffer.from(JSON.stringify({ result: { userId: 'UR_1', id: 'CID_1', note: 'long '.repeat(100) } }));
  const answered = (encoding: string, bytes: Buffer): OddAnswer => ({
    headers: { 'content-type': 'application/json', 'content-encoding': encoding },
    body: bytes,
  });

  for (const [name, encoding, packed] of WAYS) {
    it(`is read (${name})`, async () => {
      server.answer = () => answered(encoding, packed(body));
      assert.equal((await whoami(client())).userId, 'UR_1');
    });

    it(`is asked for again when it breaks off (${name}), wherever that is`, async () => {
      const whole = packed(body);
      for (const kept of [1, 2, 3, Math.floor(whole.length / 2), whole.length - 1]) {
        server.asked.length = 0;
        server.answer = (_path, count) => answered(encoding, count < 3 ? whole.subarray(0, kept) : whole);
        assert.equal((await whoami(client())).userId, 'UR_1');
        assert.equal(server.asked.length, 3);
      }
    });

    it(`says what is wrong in the end (${name})`, async () => {
      server.answer = () => answered(encoding, packed(body).subarray(0, -1));
      assert.match(await messageOf(whoami(client())), /the answer broke off \(Z_BUF_ERROR\)/);
      server.answer = () => answered(encoding, Buffer.from('\u0007this was never compressed'));
      assert.match(await messageOf(whoami(client())), /the answer is damaged, it cannot be unpacked/);
    });
  }

  it('leaves open whether a contact was created when it breaks off, and does not create it again', async () => {
    server.answer = () => answered('gzip', gzipSync(body).subarray(0, -9));
    const failure = await createContact(client(), 'POOL_1', { email: 'a@example.com' }).catch((error) => error);
    assert.ok(failure instanceof QualtricsError && failure.outcomeUnknown);
    assert.equal(server.asked.length, 1);
  });

  it('may be empty', async () => {
    server.answer = () => answered('gzip', Buffer.alloc(0));
    await updateContact(client(), 'POOL_1', 'CID_1', { firstName: 'A' });
    assert.equal(server.asked.length, 1);
  });

  describe('frees its connection', () => {
    let slow: Server;
    let closed: Promise<unknown>;
    beforeEach(async () => {
      slow = createServer((_request, response) => {
        closed = new Promise((done) => response.once('close', done));
        response.writeHead(200, { 'content-encoding': 'gzip' });
        response.write(gzipSync(body).subarray(0, 40));
      });
      await new Promise<void>((done) => slow.listen(0, '127.0.0.1', done));
    });
    afterEach(() => {
      slow.closeAllConnections();
      slow.close();
    });
    const asked = () =>
      exchange({
        method: 'GET',
        url: new URL(`http://127.0.0.1:${(slow.address() as AddressInfo).port}`),
        headers: {},
        timeoutMs: 60_000,
        clock: systemClock,
      });

    it('when nobody reads it', async () => {
      (await asked()).body.destroy();
      await closed;
    });

    it('when it is given up while more is awaited', async () => {
      const { body: answer } = await asked();
      const reading = answer[Symbol.asyncIterator]();
      await reading.next();
      const more = assert.rejects(reading.next());
      answer.destroy();
      await closed;
      await more;
    });

    it('before it was known what came, and while the rest is awaited', async () => {
      const body = new PassThrough();
      const whole = unpacked(body, 'gzip');
      body.write(gzipSync(Buffer.alloc(1_000_000)).subarray(0, 900));
      await once(whole, 'readable');
      whole.destroy();
      await once(body, 'close');
    });
  });
});
