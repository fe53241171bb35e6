import type { ConsumeMessage } from 'amqplib';

/** The sailor's own way to encrypt messages. */
interface Encryptor {
  encryptMessageContent(payload: unknown, encoding?: string): Buffer;
  decryptMessageContent(payload: Buffer, encoding?: string): unknown;
}

/** What a step gave away. */
export type StepOutput =
  | { readonly kind: 'data'; readonly message: OutgoingMessage; readonly headers: Record<string, unknown> }
  | {
      readonly kind: 'error';
      readonly error: { readonly message: string; readonly stack: string };
      readonly headers: Record<string, unknown>;
    }
  | { readonly kind: 'snapshot'; readonly value: unknown }
  | { readonly kind: 'rebound'; readonly value: Rebound };

/** Why a message is to come again, and for the how manieth time. */
export interface Rebound {
  readonly reason: string;
  readonly iteration: number;
}

/** A message as a step gets it; one from the webhook gateway tells more of its request. */
export interface IncomingMessage {
  readonly id: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly attachments: Readonly<Record<string, Attachment>>;
  readonly [name: string]: unknown;
}

/** A file that comes with a message: where it is, its size in bytes. */
export interface Attachment {
  readonly url: string;
  readonly size?: number;
  readonly 'content-type'?: string;
}

export interface OutgoingMessage {
  readonly id: string;
  readonly body: Record<string, unknown>;
  readonly attachments: Record<string, { url: string; size: number; 'content-type': string }>;
}

/** With these the sailor encrypts messages; any will do on one machine. */
export const CRYPTO = { password: 'local-password', iv: '0123456789abcdef' } as const;

/** Where the sailor sends what: the routing keys of its outputs. */
export const ROUTING_KEYS = { data: 'data', error: 'error', rebound: 'rebound', snapshot: 'snapshot' } as const;

/** A message body as the sailor expects it on its queue. */
export function encode(message: IncomingMessage): Buffer {
  return encryptor().encryptMessageContent(message, 'base64');
}

/** What arrived on the exchange that the sailor publishes to. */
export function decode(delivery: ConsumeMessage): StepOutput {
  const { routingKey } = delivery.fields;
  const { headers = {} } = delivery.properties;
  if (routingKey === ROUTING_KEYS.data) {
    const message = encryptor().decryptMessageContent(delivery.content, 'base64') as OutgoingMessage;
    return { kind: 'data', message, headers };
  }
  if (routingKey === ROUTING_KEYS.error) {
    const { error } = JSON.parse(delivery.content.toString()) as { error: string };
    return { kind: 'error', error: encryptor().decryptMessageContent(Buffer.from(error), 'base64') as never, headers };
  }
  if (routingKey === ROUTING_KEYS.snapshot) {
    return { kind: 'snapshot', value: JSON.parse(delivery.content.toString()) };
  }
  const { reboundReason, reboundIteration } = headers;
  return { kind: 'rebound', value: { reason: String(reboundReason), iteration: Number(reboundIteration) } };
}

let made: Encryptor | undefined;

function encryptor(): Encryptor {
  made ??= new (require('elasticio-sailor-nodejs/lib/encryptor.js'))(CRYPTO.password, CRYPTO.iv) as Encryptor;
  return made;
}
