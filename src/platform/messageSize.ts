import type { Values } from '../input/fields.js';

/** The platform's own default for the largest message, in bytes, encrypted. */
const DEFAULT_LIMIT_BYTES = 10 * 1024 * 1024;

/** Encryption pads, base64 adds a third, and the message has more than its body. */
const SHARE_OF_BODY = 0.7;

/** How large a message's body may be as JSON, in bytes, so that the platform takes it. */
export function largestBodyBytes(env: Values = process.env): number {
  const limit = Number(env.ELASTICIO_OUTGOING_MESSAGE_SIZE_LIMIT);
  return Math.floor((limit > 0 ? limit : DEFAULT_LIMIT_BYTES) * SHARE_OF_BODY);
}
