import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** The sailors' line to the broker, which can be cut for a while as if the broker were gone. */
export interface LineToBroker {
  /** The broker's address by way of this line. */
  readonly uri: string;
  /** Ends every connection and takes no new one for so many milliseconds. */
  cut(ms: number): Promise<void>;
  close(): Promise<void>;
}

const AMQP_PORT = 5672;

/** Opens a line on a port of its own that leads to the broker. */
export async function openBrokerProxy(brokerUri: string): Promise<LineToBroker> {
  const broker = new URL(brokerUri);
  const sockets = new Set<Socket>();
  const server = createServer((incoming) => {
    const outgoing = connect(Number(broker.port || AMQP_PORT), broker.hostname);
    for (const [socket, other] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ] as const) {
      sockets.add(socket);
      // What passes waits for nothing here.
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.once('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  const listen = (port: number): Promise<void> => new Promise((done) => server.listen(port, '127.0.0.1', done));
  const stop = (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    return new Promise((done) => server.close(() => done()));
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const uri = new URL(brokerUri);
  uri.hostname = '127.0.0.1';
  uri.port = String(port);
  return {
    uri: uri.href,
    async cut(ms) {
      await stop();
      await pause(ms);
      await listen(port);
    },
    close: stop,
  };
}
