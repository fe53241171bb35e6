import type { ChildProcess } from 'node:child_process';
import type { Channel, ChannelModel, ConfirmChannel, ConsumeMessage } from 'amqplib';
import type { BrokerCall, ChannelCall, FromBroker } from './brokerMessages.js';

/**
 * Lets a sailor in another process use the in-memory broker of this one, by messages between the two. When that process
 * ends, its connection is closed: what it had not acknowledged is delivered again, as RabbitMQ does.
 * `onFinished` is called for each message that it acknowledged or rejected.
 */
export function serveBroker(child: ChildProcess, connection: ChannelModel, onFinished: () => void): void {
  const channels = new Map<number, ServedChannel>();
  const tell = (message: FromBroker): void => {
    if (child.connected) child.send(message, () => undefined);
  };
  const carryOut = async (channel: number, call: ChannelCall): Promise<unknown> => {
    if (call.method === 'open') {
      const made = await (call.isConfirm ? connection.createConfirmChannel() : connection.createChannel());
      made.on('error', () => undefined);
      channels.set(channel, new ServedChannel(made, (delivery) => tell({ kind: 'delivery', channel, ...delivery })));
      return undefined;
    }
    const value = await channels.get(channel)?.carryOut(call);
    if (call.method === 'ack' || call.method === 'reject') onFinished();
    return value;
  };
  child.on('message', (message: BrokerCall | object) => {
    if (!('kind' in message) || message.kind !== 'call') return;
    const { id, channel, call } = message;
    carryOut(channel, call).then(
      (value) => tell({ kind: 'answer', id, value }),
      (error: Error) => tell({ kind: 'answer', id, error: error.message }),
    );
  });
  child.once('exit', () => void connection.close().catch(() => undefined));
}

type Delivery = Pick<ConsumeMessage, 'content' | 'fields' | 'properties'>;

class ServedChannel {
  readonly #channel: Channel | ConfirmChannel;
  readonly #deliver: (delivery: Delivery) => void;
  /** Delivered and neither acknowledged nor rejected. */
  readonly #open = new Map<number, ConsumeMessage>();

  constructor(channel: Channel | ConfirmChannel, deliver: (delivery: Delivery) => void) {
    this.#channel = channel;
    this.#deliver = deliver;
  }

  async carryOut(call: Exclude<ChannelCall, { method: 'open' }>): Promise<unknown> {
    switch (call.method) {
      case 'prefetch':
        return void this.#channel.prefetch(call.count);
      case 'consume':
        return this.#channel.consume(call.queue, (message) => this.#take(message));
      case 'cancel':
        return this.#channel.cancel(call.consumerTag);
      case 'publish':
        return this.#publish(call);
      case 'ack':
        return this.#channel.ack(this.#close(call.deliveryTag));
      case 'reject':
        return this.#channel.reject(this.#close(call.deliveryTag), call.requeue);
      case 'close':
        return this.#channel.close();
    }
  }

  #take(message: ConsumeMessage | null): void {
    if (!message) return;
    const { content, fields, properties } = message;
    this.#open.set(fields.deliveryTag, message);
    this.#deliver({ content, fields, properties });
  }

  #close(deliveryTag: number): ConsumeMessage {
    const message = this.#open.get(deliveryTag);
    if (!message) throw new Error(`Nothing open has the delivery tag ${deliveryTag}.`);
    this.#open.delete(deliveryTag);
    return message;
  }

  #publish({ exchange, key, content, options }: Extract<ChannelCall, { method: 'publish' }>): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = (error: Error | null): void => (error ? reject(error) : resolve());
      (this.#channel as ConfirmChannel).publish(exchange, key, Buffer.from(content), options, done);
    });
  }
}
