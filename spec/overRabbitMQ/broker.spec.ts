import assert from 'node:assert/strict';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { dataOf, THROTTLED, useFlow } from '../support/flow.js';

/** How a frame goes on that acknowledges a message (AMQP 0-9-1: class 60, method 80). */
const ACKNOWLEDGEMENT = Buffer.from([0, 60, 0, 80]);

/** A way to the broker on which the first acknowledgement, and all behind it on its connection, gets stuck. */
async function stuckAtAcknowledgement(brokerUri: string): Promise<{ uri: string; close: () => void }> {
  let isStuck = false;
  const uri = new URL(brokerUri);
  const port = Number(uri.port || 5672);
  const host = uri.hostname;
  const sockets = new Set<Socket>();
  const server = createServer((incoming) => {
    const outgoing = connect(port, host);
    sockets.add(incoming).add(outgoing);
    for (const socket of [incoming, outgoing]) socket.on('error', () => undefined).setNoDelay(true);
    outgoing.pipe(incoming);
    incoming.once('close', () => outgoing.destroy());
    incoming.on('data', (bytes) => {
      if (isStuck || !bytes.includes(ACKNOWLEDGEMENT)) {
        outgoing.write(bytes);
        return;
      }
      isStuck = true;
      incoming.removeAllListeners('data').resume();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  uri.port = String((server.address() as AddressInfo).port);
  const close = (): void => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { uri: uri.href, close };
}

/** What only a real broker and sailors in processes of their own can show. */
describe('Over RabbitMQ', () => {
  const flow = useFlow();
  const directory = () => flow.tenant.directories[0] ?? assert.fail();
  const matching = { objectType: 'contacts', lookupCriteria: 'email', directoryMatchCriteria: 'directoryId' };
  const polling = () => ({
    objectType: 'contacts',
    directoryId: directory().options.directoryId,
    singlePagePerInterval: 'no',
  });
  const upsertOf = (index: number) => ({
    lookupCriteriaValue: `key${index}@example.com`,
    directory: directory().options.directoryId,
    firstName: String(index),
  });

  it('works on 200 messages with a prefetch of 10, and makes one contact a key', async () => {
    const before = directory().contacts.size;
    const step = await flow.start('upsertObject', matching, { env: { ELASTICIO_RABBITMQ_PREFETCH_SAILOR: '10' } });
    for (let index = 0; index < 200; index += 1) await step.send(upsertOf(index % 50));
    await step.idle();
    assert.equal(dataOf(step).length, 200);
    assert.equal(directory().contacts.size - before, 50);
  });

  it('ends gracefully on SIGTERM: the message under way is finished, the others stay on the queue', async () => {
    flow.sandbox.faults.add({ match: /search/, times: 99, fault: { kind: 'latency', ms: 150 } });
    const step = await flow.start('upsertObject', matching);
    for (let index = 0; index < 6; index += 1) await step.send(upsertOf(index));
    while (!flow.calls().some((call) => call.endsWith('/search'))) await pause(10);
    await step.stop();
    const finished = step.outputs.length;
    assert.ok(finished >= 1 && finished < 6, `${finished} finished`);
    await step.restart();
    await step.idle();
    const ids = dataOf(step).map(({ contactId }) => contactId);
    assert.deepEqual([ids.length, new Set(ids).size], [6, 6]);
  });

  it('goes on after SIGKILL with the last snapshot: all there, at most the page on its way twice', async () => {
    const step = await flow.start('getNewAndUpdatedObjectsPolling', polling(), { env: THROTTLED });
    await step.send({});
    while (step.outputs.length < 150) await pause(10);
    await step.kill();
    await step.restart();
    await step.idle();
    const ids = dataOf(step).map(({ contactId }) => String(contactId));
    assert.deepEqual(new Set(ids), new Set(directory().contacts.keys()));
    assert.ok(ids.length - directory().contacts.size <= 100, `${ids.length - directory().contacts.size} came twice`);
  });

  it('waits for the next message although one was told as acknowledged whose acknowledgement never arrived', async () => {
    const stuck = await stuckAtAcknowledgement(flow.platform.broker.uri);
    const env = { ELASTICIO_AMQP_URI: stuck.uri };
    let acknowledged = 0;
    const onLog = (line: string): void => {
      if (line.includes('"msg":"Message ack"')) acknowledged += 1;
    };
    try {
      const step = await flow.start('upsertObject', matching, { env, onLog });
      await step.send(upsertOf(0));
      while (acknowledged === 0) await pause(10);
      await step.kill();
      await step.restart();
      await step.idle();
      assert.equal(dataOf(step).length, 2);
      await step.send(upsertOf(1));
      await step.idle();
      assert.equal(dataOf(step).length, 3);
    } finally {
      stuck.close();
    }
  });

  it('loses nothing when the connection to the broker is gone for five seconds', async () => {
    const step = await flow.start('getNewAndUpdatedObjectsPolling', polling(), {
      env: { ...THROTTLED, ELASTICIO_AMQP_RECONNECT_ATTEMPTS: '50', ELASTICIO_AMQP_RECONNECT_TIMEOUT: '500' },
    });
    await step.send({});
    while (step.outputs.length < 50) await pause(10);
    await flow.platform.interruptSailors(5000);
    const all = directory().contacts;
    const seen = () =>
      new Set(
        step.outputs.flatMap((output) => (output.kind === 'data' ? [String(output.message.body.contactId)] : [])),
      );
    while (seen().size < all.size) await pause(100);
    assert.deepEqual(seen(), new Set(all.keys()));
  });
});
