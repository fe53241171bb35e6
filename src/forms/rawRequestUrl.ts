import { shown } from '../input/fields.js';
import { InputError } from '../input/inputError.js';
import { API_ROOT, DEFAULT_VERSION } from '../qualtrics/client/apiUrl.js';

/**
 * The address of a raw request: relative to `/API/v3/`, or to another version when it begins with one (`v2/whoami`).
 * Throws InputError for anything that would leave the API of this Qualtrics host: absolute addresses, `//host`,
 * backslashes, control characters, a way up with `..` in any spelling, or a fragment.
 */
export function rawRequestUrl(baseUrl: string, typed: string): URL {
  const text = typed.trim();
  const refuse = (why: string): InputError =>
    new InputError(`"Url" must be a path like "/whoami" on the Qualtrics API, but ${shown(typed)} ${why}.`);
  if (text === '') throw refuse('is empty');
  if (/[\p{Cc}\p{Cs}]/u.test(text)) throw refuse('holds a control character');
  if (/^[a-z][a-z0-9+.-]*:/i.test(text) || text.startsWith('//')) throw refuse('names a host of its own');
  if (text.includes('\\')) throw refuse('holds a backslash');
  if (text.includes('#')) throw refuse('holds a fragment ("#")');
  const [path = '', ...queryParts] = text.split('?');
  const segments = path.split('/');
  if (segments.some((segment) => isDots(segment))) throw refuse('leads out of the API with dots');
  const relative = path.replace(/^\//, '');
  if (relative.startsWith('/')) throw refuse('names a host of its own');
  const version = /^v\d+(?=\/|$)/.test(relative) ? '' : `${DEFAULT_VERSION}/`;
  const query = queryParts.length > 0 ? `?${queryParts.join('?')}` : '';
  const url = new URL(`${API_ROOT}${version}${relative}${query}`, baseUrl);
  if (url.origin !== new URL(baseUrl).origin || !url.pathname.startsWith(API_ROOT)) throw refuse('leads elsewhere');
  return url;
}

/** `.` and `..` however often their dots are percent-encoded: some gateway on the way might decode them. */
function isDots(segment: string): boolean {
  const dotted = segment.replace(/%(?:25)*2e/gi, '.');
  return dotted === '.' || dotted === '..';
}
