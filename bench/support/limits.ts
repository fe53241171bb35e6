import type { BookedRequest } from '../../local/sandbox/brand/records.js';
import type { Sandbox } from '../../local/sandbox/http/sandbox.js';
import { seconds } from './report.js';
import { type RabbitMq, THROTTLE } from './sailor.js';

/** What there is to do in any case, whoever does it. */
export interface Load {
  /** Those that a run made, in order; they are sent once more by plain fetch. */
  readonly requests: readonly BookedRequest[];
  /** How many of them may be under way at once. */
  readonly atOnce: number;
  /** Messages, and bytes of each. */
  readonly messages: number;
  readonly bytes: number;
  readonly snapshots: number;
}

/** What the sandbox alone takes for these requests, the broker alone for as many messages, and the throttle for both. */
export async function limitsOf(sandbox: Sandbox, broker: RabbitMq, load: Load): Promise<string> {
  const alone = [`sandbox ${seconds(await sandboxAlone(sandbox, load))}`];
  if ('uri' in broker && load.messages > 0) {
    alone.push(`broker ${seconds(await brokerAlone(broker.uri, load))}`);
    const throttleMs = 1000 * Math.max(load.messages / THROTTLE.messages, load.snapshots / THROTTLE.snapshots);
    alone.push(`throttle ${seconds(throttleMs)}`);
  }
  return alone.join(', ');
}

/** The same requests by plain fetch, with the headers that they had. */
async function sandboxAlone(sandbox: Sandbox, { requests, atOnce }: Load): Promise<number> {
  const left = requests.filter(({ path }) => path.startsWith('/API/'));
  const work = async (): Promise<void> => {
    for (let request = left.shift(); request; request = left.shift()) {
      const { method, url, headers, body } = request;
      const { authorization = '', 'content-type': type } = headers;
      const sent =
        body === undefined || body === null ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
      const answer = await fetch(`${sandbox.url}${url}`, {
        method,
        headers: { authorization: String(authorization), ...(type ? { 'content-type': String(type) } : {}) },
        ...sent,
      });
      await answer.arrayBuffer();
    }
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: atOnce }, work));
  return performance.now() - startedAt;
}

/** As many messages published, each confirmed, so many at once, and taken and acknowledged over another connection. */
async function brokerAlone(uri: string, { messages, bytes, atOnce }: Load): Promise<number> {
  const { connect } = require('amqplib') as typeof import('amqplib');
  const [publishing, consuming] = [await connect(uri), await connect(uri)];
  try {
    const channel = await publishing.createConfirmChannel();
    const consumer = await consuming.createChannel();
    const { queue } = await consumer.assertQueue('', { exclusive: false, autoDelete: true });
    let taken = 0;
    let allTaken = (): void => undefined;
    const all = new Promise<void>((resolve) => {
      allTaken = resolve;
    });
    await consumer.consume(queue, (message) => {
      if (message) consumer.ack(message);
      taken += 1;
      if (taken === messages) allTaken();
    });
    const content = Buffer.alloc(bytes, 'x');
    const startedAt = performance.now();
    let sent = 0;
    const publish = async (): Promise<void> => {
      while (sent < messages) {
        sent += 1;
        await new Promise<void>((resolve) => channel.sendToQueue(queue, content, {}, () => resolve()));
      }
    };
    await Promise.all(Array.from({ length: atOnce }, publish));
    await all;
    return performance.now() - startedAt;
  } finally {
    await publishing.close();
    await consuming.close();
  }
}
