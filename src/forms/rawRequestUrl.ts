import { shown } from '../input/fields.js';
import { InputError } from '../input/inputError.js';
import { API_ROOT, DEFAULT_VERSION } from '../qualtrics/client/apiUrl.js';

/**
 * The address of a raw request: relative to `/API/v3/`, or to another version when it begins with one (`v2/whoami`);
 * also as Qualtrics' documentation and its `nextPage` write it, from `/API/` on or complete, on the host of `baseUrl` or
 * with a placeholder for it.
 * Throws InputError for anything that would leave the API of this host: other hosts, `//host`, backslashes, control
 * characters, a way up with `..` in any spelling, or a fragment.
 */
export function rawRequestUrl(baseUrl: string, typed: string): URL {
  const text = typed.trim();
  const refuse = (why: string): InputError =>
    new InputError(`"Url" must be a path like "/whoami" on the Qualtrics API, but ${shown(typed)} ${why}.`);
  if (text === '') throw refuse('is empty');
  if (/[\p{Cc}\p{Cs}]/u.test(text)) throw refuse('holds a control character');
  if (text.includes('\\')) throw refuse('holds a backslash');
  if (text.includes('#')) throw refuse('holds a fragment ("#")');
  const local = withoutOwnHost(baseUrl, text);
  if (local === undefined || local.startsWith('//')) throw refuse('names a host of its own');
  if (local !== text && !/^\/API\//i.test(local)) throw refuse('does not go on with "/API/" behind the host');
  const [path = '', ...queryParts] = local.split('?');
  if (path.split('/').some((segment) => isDots(segment))) throw refuse('leads out of the API with dots');
  const query = queryParts.length > 0 ? `?${queryParts.join('?')}` : '';
  const url = new URL(`${API_ROOT}${belowApi(path)}${query}`, baseUrl);
  if (url.origin !== new URL(baseUrl).origin || !url.pathname.startsWith(API_ROOT)) throw refuse('leads elsewhere');
  return url;
}

/** What stands for the data center in Qualtrics' documentation: `{dataCenterId}`, `<dataCenterId>`, `yourdatacenterid`. */
const PLACEHOLDER = /^https:\/\/(?:\{[^/?@{}]*\}|<[^/?@<>]*>|your-?datacenter(?:id)?)\.qualtrics\.com(?=[/?]|$)/i;

/** What follows the host of a complete address; `undefined` when that is not the own host, or a user is named. */
function withoutOwnHost(baseUrl: string, text: string): string | undefined {
  if (!/^[a-z][a-z0-9+.-]*:/i.test(text)) return text;
  const address = text.replace(PLACEHOLDER, new URL(baseUrl).origin);
  const [, origin = '', rest = ''] = /^(https?:\/\/[^/?@]+)([/?].*)?$/is.exec(address) ?? [];
  const isOwn = URL.canParse(origin) && new URL(origin).origin === new URL(baseUrl).origin;
  return isOwn ? rest : undefined;
}

/** A path relative to `/API/`, its version in front: `v3/whoami`. */
function belowApi(path: string): string {
  const relative = path.replace(/^\//, '').replace(/^API\//i, '');
  const [, version, rest = ''] = /^v(\d+)(\/.*)?$/is.exec(relative) ?? [];
  return version === undefined ? `${DEFAULT_VERSION}/${relative}` : `v${version}${rest}`;
}

/** `.` and `..` however often their dots are percent-encoded: some gateway on the way might decode them. */
function isDots(segment: string): boolean {
  const dotted = segment.replace(/%(?:25)*2e/gi, '.');
  return dotted === '.' || dotted === '..';
}
