import type { ConsumeMessage } from 'amqplib';

/** The sailor's own way to encrypt messages. */
interface Encryptor {
  encryptMessageContent(payload: unknown, encoding?: string): Buffer;
  decryptMessageContent(payload: Buffer, encoding?: string): unknown;
}

/** What a step gave away. */
export type StepOutput =
  | { readonly kind: 'data'; readonly message: OutgoingMessage; readonly headers: Record<string, unknown> }
  | { readonly kind: 'error'; readonly error: { readonly message: string; readonly stack: string } }
  | { readonly kind: 'snapshot' | 'rebound'; readonly value: unknown };

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
export function encode(message: unknown): Buffer {
  return encryptor().encryptMessageContent(message, 'base64');
}

/** What arrived on the exchange that the sailor publishes to. */
export function decode(delivery: ConsumeMessage): StepOutput {
  const { routingKey } = delivery.fields;
  if (routingKey === ROUTING_KEYS.data) {
    const message = encryptor().decryptMessageContent(delivery.content, 'base64') as OutgoingMessage;
    return { kind: 'data', message, headers: delivery.properties.headers ?? {} };
  }
  if (routingKey === ROUTING_KEYS.error) {
    const { error } = JSON.parse(delivery.content.toString()) as { error: string };
    return { kind: 'error', error: encryptor().decryptMessageContent(Buffer.from(error), 'base64') as never };
  }
  if (routingKey === ROUTING_KEYS.snapshot) {
    return { kind: 'snapshot', value: JSON.parse(delivery.content.toString()) };
  }
  return { kind: 'rebound', value: delivery.content.toString() };
}

let made: Encryptor | undefined;

function encryptor(): Encryptor {
  made ??= new (require('elasticio-sailor-nodejs/lib/encryptor.js'))(CRYPTO.password, CRYPTO.iv) as Encryptor;
  return made;
}
