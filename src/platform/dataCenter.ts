import { shown } from '../input/fields.js';
import { InputError } from '../input/inputError.js';

const HOST_LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const VENDOR_DOMAIN = 'qualtrics.com';

/**
 * The data center's id from what a person typed: an id (`fra1`, `brand.eu`), a host (`fra1.qualtrics.com`) or an
 * address copied from a browser (`https://fra1.qualtrics.com/…`).
 * Throws InputError for anything that would send the credentials to a host that is not Qualtrics' own.
 */
export function toDataCenterId(typed: string): string {
  const text = typed.trim().toLowerCase();
  const host = text.startsWith('https://') ? hostOfUrl(text) : text.replace(/\/$/, '');
  const isVendorHost = host?.endsWith(`.${VENDOR_DOMAIN}`);
  const id = isVendorHost ? host?.slice(0, -VENDOR_DOMAIN.length - 1) : host;
  const isFromUrl = text.startsWith('https://');
  const labels = id?.split('.') ?? [];
  const isVendorItself = id === VENDOR_DOMAIN;
  if (!id || isVendorItself || (isFromUrl && !isVendorHost) || !labels.every((label) => HOST_LABEL.test(label))) {
    throw new InputError(
      `"Data Center ID" must be an id like "fra1" or a host like "fra1.qualtrics.com", but it is ${shown(typed)}.`,
    );
  }
  return id;
}

/** The host of a plain https address; `undefined` when it carries a user, a password or a port. */
function hostOfUrl(text: string): string | undefined {
  const match = /^https:\/\/([^/?#@\\:]+)(?:[/?#][^\s\p{Cc}]*)?$/u.exec(text);
  return match?.[1];
}

/** `https://{dataCenterId}.qualtrics.com`: API and token requests both live below it. */
export function dataCenterUrl(dataCenterId: string): string {
  return `https://${dataCenterId}.${VENDOR_DOMAIN}`;
}
