import { EventEmitter } from 'node:events';
import type { BrokerCall, ChannelCall, FromBroker } from './brokerMessages.js';
import { putInPlaceOfAmqp } from './fakeAmqp.js';

/**
 * Loaded into a sailor's process before anything else: puts a client of the parent's in-memory broker in place of the
 * sailor's own AMQP library. It has what the sailor uses of that, and no more.
 */

const waiting = new Map<number, (answer: Extract<FromBroker, { kind: 'answer' }>) => void>();
const channels = new Map<number, RemoteChannel>();
let calls = 0;

function ask(channel: number, call: ChannelCall): Promise<unknown> {
  calls += 1;
  const message: BrokerCall = { kind: 'call', id: calls, channel, call };
  const answer = new Promise<unknown>((resolve, reject) => {
    waiting.set(message.id, ({ value, error }) => (error === undefined ? resolve(value) : reject(new Error(error))));
  });
  process.send?.(message);
  return answer;
}

process.on('message', (message: FromBroker) => {
  if (message.kind === 'answer') {
    waiting.get(message.id)?.(message);
    waiting.delete(message.id);
  } else channels.get(message.channel)?.deliver(message);
});
// Without its parent there is no broker.
process.once('disconnect', () => process.exit(1));

interface Message {
  readonly content: Buffer;
  readonly fields: { readonly deliveryTag: number };
  readonly properties: object;
}

class RemoteChannel extends EventEmitter {
  readonly #number: number;
  #onMessage: (message: Message) => void = () => undefined;

  constructor(number: number) {
    super();
    this.#number = number;
  }

  deliver({ content, fields, properties }: Extract<FromBroker, { kind: 'delivery' }>): void {
    this.#onMessage({ content: Buffer.from(content), fields: fields as Message['fields'], properties });
  }

  prefetch(count: number): void {
    void ask(this.#number, { method: 'prefetch', count });
  }

  consume(queue: string, onMessage: (message: Message) => void): Promise<unknown> {
    this.#onMessage = onMessage;
    return ask(this.#number, { method: 'consume', queue });
  }

  cancel(consumerTag: string): Promise<unknown> {
    return ask(this.#number, { method: 'cancel', consumerTag });
  }

  publish(
    exchange: string,
    key: string,
    content: Buffer,
    options: object,
    done: (error: unknown, ok?: true) => void,
  ): true {
    ask(this.#number, { method: 'publish', exchange, key, content, options }).then(() => done(null, true), done);
    return true;
  }

  ack({ fields }: Message): void {
    void ask(this.#number, { method: 'ack', deliveryTag: fields.deliveryTag });
  }

  reject({ fields }: Message, requeue: boolean): void {
    void ask(this.#number, { method: 'reject', deliveryTag: fields.deliveryTag, requeue });
  }

  async close(): Promise<void> {
    await ask(this.#number, { method: 'close' });
  }
}

class RemoteConnection extends EventEmitter {
  createChannel(): Promise<RemoteChannel> {
    return this.#open(false);
  }

  createConfirmChannel(): Promise<RemoteChannel> {
    return this.#open(true);
  }

  async close(): Promise<void> {
    // Closed with the process.
  }

  async #open(isConfirm: boolean): Promise<RemoteChannel> {
    const number = channels.size + 1;
    const channel = new RemoteChannel(number);
    channels.set(number, channel);
    await ask(number, { method: 'open', isConfirm });
    return channel;
  }
}

putInPlaceOfAmqp({ connect: async () => new RemoteConnection() });
