import { shown } from '../../input/fields.js';
import { InputError } from '../../input/inputError.js';

const API_ROOT = '/API/';
const DEFAULT_VERSION = 'v3';

/** Query parameters; those that are `undefined` are left out. */
export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/**
 * A path below `/API/v3` with every id encoded: `` apiPath`/directories/${directoryId}/contacts` ``.
 * Throws InputError for an id that would change the path even when encoded (empty, `.` or `..`).
 */
export function apiPath(parts: TemplateStringsArray, ...ids: string[]): string {
  return parts.reduce((path, part, index) => path + idSegment(ids[index - 1] ?? '') + part);
}

function idSegment(id: string): string {
  if (/^\.{0,2}$/.test(id) || hasLoneSurrogate(id))
    throw new InputError(`${shown(id)} cannot be an id in Qualtrics: check the ids of the message.`);
  return encodeURIComponent(id);
}

function hasLoneSurrogate(text: string): boolean {
  return /\p{Cs}/u.test(text);
}

/** The complete address of an API path, its query values encoded. */
export function apiUrl(baseUrl: string, path: string, query: Query = {}): URL {
  const url = new URL(`${API_ROOT}${DEFAULT_VERSION}${path}`, baseUrl);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  return url;
}

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

/**
 * Where a list goes on: `nextPage` is a complete URL, sometimes only `?skipToken=…` (seen in public code).
 * Throws TypeError when it is no address, or leads to another host or out of the API: the token would go with it.
 */
export function nextPageUrl(current: URL, nextPage: string): URL {
  const url = URL.canParse(nextPage, current.href) ? new URL(nextPage, current) : undefined;
  if (!url || url.origin !== current.origin || !/^\/API\/v\d+\//.test(url.pathname) || url.username || url.password) {
    throw new TypeError(
      'The next page that Qualtrics named is on another host, so it was not followed: give Qualtrics support the time of this message.',
    );
  }
  return url;
}

/** A url as logs and errors show it: the path below `/API/v3`, without its query. */
export function shownPath(url: URL): string {
  return url.pathname.replace(/^\/API\/v3(?=\/|$)/, '') || '/';
}
