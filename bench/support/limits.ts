import { resolve } from 'node:path';
import type { BookedRequest } from '../../local/sandbox/brand/records.js';
import type { Sandbox } from '../../local/sandbox/http/sandbox.js';
import { measuredInChild } from './child.js';
import { megabytes, seconds } from './report.js';
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

/** Of more requests or messages so many are measured, and the rest reckoned from them. */
const MOST = 1000;

/** What the sandbox alone takes for these requests, the broker alone for as many messages, and the throttle for both. */
export async function limitsOf(sandbox: Sandbox, broker: RabbitMq, load: Load): Promise<string> {
  const requests = load.requests.filter(({ path }) => path.startsWith('/API/'));
  const few = { ...load, requests: requests.slice(0, MOST), messages: Math.min(load.messages, MOST) };
  const alone = [reckoned('sandbox', await sandboxAlone(sandbox, few), requests.length)];
  if ('uri' in broker && load.messages > 0) {
    alone.push(reckoned('broker', await brokerAlone(broker.uri, few), load.messages));
    const { messages, snapshots } = THROTTLE;
    // As many as fit into a second pass at once.
    const throttled = Math.max((load.messages - 1) / messages, (load.snapshots - 1) / snapshots);
    if (throttled >= 1) alone.push(`throttle ${seconds(1000 * Math.floor(throttled))}`);
  }
  return alone.join(', ');
}

function reckoned(name: string, ms: number, count: number): string {
  return count > MOST ? `${name} about ${seconds((ms * count) / MOST)}` : `${name} ${seconds(ms)}`;
}

/** Memory that Node takes with nothing to do, as the steps of a bench are started. */
export async function nodeAlone(): Promise<string> {
  const { peakBytes } = await measuredInChild(resolve(__dirname, 'nothing.ts'), {});
  return `Node ${megabytes(peakBytes)}`;
}

/** The same requests by plain fetch, with the headers that they had. */
async function sandboxAlone(sandbox: Sandbox, { requests, atOnce }: Load): Promise<number> {
  const left = [...requests];
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
      // A file of an export may be larger than what a process should hold.
      for await (const _ of answer.body ?? []);
    }
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: atOnce }, work));
  return performance.now() - startedAt;
}

/** As many messages published, each confirmed, so many at once, and taken and acknowledged over another connection. */
async function brokerAlone(uri: string, { messages, bytes, atOnce }: Load): Promise<number> {
  const { connect } = require('amqplib') as typeof import('amqplib');
  const [publishing, consuming] = [await connect(uri, { noDelay: true }), await connect(uri, { noDelay: true })];
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
