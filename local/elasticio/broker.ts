import type { Channel, ChannelModel, ConfirmChannel } from 'amqplib';
import { putInPlaceOfAmqp } from './fakeAmqp.js';

type Amqp = { connect(uri: string): Promise<ChannelModel> };

export interface Broker {
  readonly uri: string;
  /** In memory of this process. */
  readonly isInMemory: boolean;
  readonly channel: ConfirmChannel;
  /** Another connection to it. */
  connect(): Promise<ChannelModel>;
  close(): Promise<void>;
}

const MEMORY_URI = 'amqp://in-memory';

/** RabbitMQ at `uri`; without one an in-memory broker, put in place of the sailor's own AMQP library. */
export async function openBroker(uri: string | undefined): Promise<Broker> {
  const isInMemory = uri === undefined;
  const amqp = require(isInMemory ? '@onify/fake-amqplib' : 'amqplib') as Amqp;
  if (isInMemory) putInPlaceOfAmqp(amqp);
  const connect = (): Promise<ChannelModel> => amqp.connect(uri ?? MEMORY_URI);
  const connection = await connect();
  const channel = await connection.createConfirmChannel();
  // A broker that goes away is told by the calls that fail; without listeners it would end the process.
  for (const emitter of [connection, channel] as (ChannelModel | Channel)[]) emitter.on('error', () => undefined);
  return {
    uri: uri ?? MEMORY_URI,
    isInMemory,
    channel,
    connect,
    close: () => connection.close().catch(() => undefined),
  };
}
