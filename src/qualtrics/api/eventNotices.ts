import { createHmac, timingSafeEqual } from 'node:crypto';

/** The form that Qualtrics posts, decoded: `Topic`, `HMAC` and `MSG` when it is signed. */
export type NoticeForm = Readonly<Record<string, unknown>>;

/**
 * What a form is:
 * - `signed`: by the shared key; `attributes` are those of the event, `topic` begins with the brand's id;
 * - `unsigned`: lacks a signature; `forged`: has another one; `unreadable`: is signed, but holds no attributes.
 */
export type Notice =
  | {
      readonly kind: 'signed';
      readonly topic: string;
      readonly attributes: Readonly<Record<string, unknown>>;
      /** In lower case; the same for a notice that is repeated. */
      readonly signature: string;
    }
  | { readonly kind: 'unsigned' | 'forged' | 'unreadable' };

/** HMAC-SHA512 in hex. */
const SIGNATURE = /^[0-9a-f]{128}$/i;

/**
 * Reads a notice. The signature is over `MSG` as it was received, so that is never written anew before it is checked;
 * it is compared in constant time. (`Topic` is not signed: whoever needs it must compare it with the attributes.)
 */
export function readNotice({ Topic, HMAC, MSG }: NoticeForm, sharedKey: string): Notice {
  if (typeof HMAC !== 'string' || typeof MSG !== 'string' || HMAC === '') return { kind: 'unsigned' };
  const expected = createHmac('sha512', sharedKey).update(MSG, 'utf8').digest();
  const isRight = SIGNATURE.test(HMAC) && timingSafeEqual(Buffer.from(HMAC, 'hex'), expected);
  if (!isRight) return { kind: 'forged' };
  const attributes = objectIn(MSG);
  if (!attributes) return { kind: 'unreadable' };
  return { kind: 'signed', topic: typeof Topic === 'string' ? Topic : '', attributes, signature: HMAC.toLowerCase() };
}

function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
