import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type { Channel, ChannelModel, ConfirmChannel } from 'amqplib';

type Amqp = { connect(uri: string): Promise<ChannelModel> };

export interface Broker {
  readonly uri: string;
  /** In memory of this process: the sailor must run in it, too. */
  readonly isInMemory: boolean;
  readonly channel: ConfirmChannel;
  close(): Promise<void>;
}

const MEMORY_URI = 'amqp://in-memory';

/** RabbitMQ at `uri`; without one an in-memory broker, put in place of the sailor's own AMQP library. */
export async function openBroker(uri: string | undefined): Promise<Broker> {
  const isInMemory = uri === undefined;
  const amqp: Amqp = isInMemory ? fakeAmqp() : (require('amqplib') as Amqp);
  const connection = await amqp.connect(uri ?? MEMORY_URI);
  const channel = await connection.createConfirmChannel();
  // A broker that goes away is told by the calls that fail; without listeners it would end the process.
  for (const emitter of [connection, channel] as (ChannelModel | Channel)[]) emitter.on('error', () => undefined);
  return {
    uri: uri ?? MEMORY_URI,
    isInMemory,
    channel,
    close: () => connection.close().catch(() => undefined),
  };
}

/** The fake library, found by the sailor where it looks for the real one. Must come before the sailor is loaded. */
function fakeAmqp(): Amqp {
  const sailorRequire = createRequire(require.resolve('elasticio-sailor-nodejs/package.json'));
  const path = sailorRequire.resolve('amqplib');
  const fake = require('@onify/fake-amqplib') as Amqp;
  require.cache[path] = Object.assign(new (require('node:module').Module)(path), {
    exports: fake,
    filename: path,
    loaded: true,
    paths: [dirname(path)],
  }) as NodeJS.Module;
  return fake;
}
