import { createCipheriv, createHmac } from 'node:crypto';

/** Something that happened in a brand. */
export interface BrandEvent {
  /** Without the brand: `surveyengine.completedResponse.SV_…`. */
  readonly topic: string;
  readonly attributes: Readonly<Record<string, string>>;
}

interface Addressee {
  readonly sharedKey: string | undefined;
  readonly encrypted: boolean;
}

const IV_BYTES = 16;

/**
 * The notice of an event as a form: its attributes, or with a shared key `Topic`, `HMAC` and `MSG` alone.
 * `HMAC` is the HMAC-SHA512 of `MSG` with that key in lower-case hex. Encrypted, `MSG` is the base64 of AES-CBC under
 * that key with an initialization vector of zeros.
 */
export function noticeBody({ sharedKey, encrypted }: Addressee, brandId: string, event: BrandEvent): string {
  const Topic = `${brandId}.${event.topic}`;
  const attributes = { ...event.attributes, BrandID: brandId };
  if (sharedKey === undefined) return new URLSearchParams({ Topic, ...attributes }).toString();
  const plain = JSON.stringify(attributes);
  const MSG = encrypted ? encryptedWith(sharedKey, plain) : plain;
  const HMAC = createHmac('sha512', sharedKey).update(MSG).digest('hex');
  return new URLSearchParams({ Topic, HMAC, MSG }).toString();
}

function encryptedWith(sharedKey: string, plain: string): string {
  const key = Buffer.from(sharedKey);
  const cipher = createCipheriv(`aes-${key.length * 8}-cbc`, key, Buffer.alloc(IV_BYTES));
  return Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]).toString('base64');
}

/** `yyyy-MM-dd HH:mm:ss` in UTC, as notices have it. */
export function noticeDate(time: number): string {
  return new Date(time).toISOString().slice(0, 19).replace('T', ' ');
}
