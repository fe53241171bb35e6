import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import * as makeRawRequest from '../../src/actions/makeRawRequest.js';
import { useSandbox } from '../support/sandbox.js';
import { runStep } from '../support/step.js';

/**
 * The kind of fault: the sailor's connections keep the end of a large message back until the broker has confirmed its
 * beginning, and every page takes 40 ms longer.
 */
describe('Connections to the broker', () => {
  const bench = useSandbox();
  const opened: (Server | Socket)[] = [];
  afterEach(() => {
    for (const one of opened.splice(0)) {
      if ('destroy' in one) one.destroy();
      else one.close();
    }
  });

  /** A connection to a server of its own, and what it is told of delays. */
  async function connection(): Promise<{ port: number; told: unknown[] }> {
    const server = createServer((socket) => opened.push(socket)).listen(0, '127.0.0.1');
    opened.push(server);
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1');
    opened.push(socket);
    await once(socket, 'connect');
    const told: unknown[] = [];
    socket.setNoDelay = (noDelay) => {
      told.push(noDelay);
      return socket;
    };
    return { port, told };
  }

  const runOne = () => runStep(makeRawRequest, { cfg: bench.credential, body: { url: 'whoami', method: 'GET' } });

  for (const path of ['', '/vhost']) {
    it(`send at once what they have, and no other connection is touched (${path || 'no path'})`, async () => {
      const [broker, other] = [await connection(), await connection()];
      process.env.ELASTICIO_AMQP_URI = `amqp://guest:guest@127.0.0.1:${broker.port}${path}`;
      await runOne();
      assert.deepEqual([broker.told, other.told], [[true], []]);
    });
  }

  it('are left alone where nobody says which they are', async () => {
    const { told } = await connection();
    for (const uri of [undefined, 'no address', 'amqp://127.0.0.1']) {
      if (uri === undefined) delete process.env.ELASTICIO_AMQP_URI;
      else process.env.ELASTICIO_AMQP_URI = uri;
      await runOne();
    }
    assert.deepEqual(told, []);
  });
});
