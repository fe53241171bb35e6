import { setImmediate as everythingElse } from 'node:timers/promises';
import type { ConsumeMessage } from 'amqplib';
import type { Broker } from './broker.js';
import { ROUTING_KEYS } from './messageCodec.js';

/** A message on its way to a step, as it lies on the queue. */
export interface QueuedMessage {
  /** Encrypted, see `messageCodec.ts`. */
  readonly content: Buffer;
  /** The broker's headers, `messageId` among them. */
  readonly headers: Readonly<Record<string, unknown>>;
}

/** Where a step's messages wait and its outputs appear. */
export interface StepQueues {
  readonly names: { readonly input: string; readonly output: string };
  put(message: QueuedMessage): Promise<void>;
  /** Resolves when everything that was published so far has been handed to `onDelivery`. */
  arrived(): Promise<void>;
  /** How many messages wait for a sailor; `undefined` while the broker knows of one that takes them. */
  waiting(): Promise<number | undefined>;
  remove(): Promise<void>;
}

const INPUT_KEY = 'input';

/** Makes a step's exchanges and queues, and hands out what it publishes. */
export async function openStepQueues(
  broker: Broker,
  stepId: string,
  onDelivery: (delivery: ConsumeMessage) => void,
): Promise<StepQueues> {
  const { channel } = broker;
  const names = { input: `${stepId}:input`, output: `${stepId}:output` };
  const keys = { [names.input]: [INPUT_KEY], [names.output]: Object.values(ROUTING_KEYS) };
  for (const [name, routingKeys] of Object.entries(keys)) {
    await channel.assertExchange(name, 'direct', { durable: true });
    await channel.assertQueue(name, { durable: true });
    for (const key of routingKeys) await channel.bindQueue(name, name, key);
  }
  const consume = (delivery: ConsumeMessage | null): void => {
    if (delivery) onDelivery(delivery);
  };
  await channel.consume(names.output, consume, { noAck: true });
  return {
    names,
    put: ({ content, headers }) =>
      new Promise((resolve, reject) => {
        const done = (error: Error | null): void => (error ? reject(error) : resolve());
        channel.publish(names.input, INPUT_KEY, content, { headers: { ...headers } }, done);
      }),
    async arrived() {
      // A delivery precedes the answer to what is asked later on the same channel.
      while ((await channel.checkQueue(names.output)).messageCount > 0) await everythingElse();
    },
    async waiting() {
      // RabbitMQ puts what an ended consumer had not acknowledged back on the queue when it strikes it off.
      const { messageCount, consumerCount } = await channel.checkQueue(names.input);
      return consumerCount === 0 ? messageCount : undefined;
    },
    async remove() {
      // In memory they go with the broker; what a killed step still publishes must find them.
      if (broker.isInMemory) return;
      for (const name of Object.values(names)) {
        await channel.deleteQueue(name);
        await channel.deleteExchange(name);
      }
    },
  };
}
