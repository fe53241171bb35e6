import { oneLine } from '../../util/oneLine.js';
import { IdError } from './errors.js';

/** Every endpoint but the token's lies below it. */
export const API_ROOT = '/API/';
export const DEFAULT_VERSION = 'v3';

/** Query parameters; those that are `undefined` are left out. */
export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/**
 * A path below `/API/v3` with every id encoded: `` apiPath`/directories/${directoryId}/contacts` ``.
 * Throws IdError for an id that would change the path even when encoded (empty, `.` or `..`).
 */
export function apiPath(parts: TemplateStringsArray, ...ids: string[]): string {
  return parts.reduce((path, part, index) => path + idSegment(ids[index - 1] ?? '') + part);
}

function idSegment(id: string): string {
  if (/^\.{0,2}$/.test(id) || hasLoneSurrogate(id)) throw new IdError(id);
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
 * Where a list goes on: `nextPage` is a complete URL, sometimes only `?skipToken=…` (seen in public code). One on another
 * host of Qualtrics keeps its path and query on the own host: a request that was proxied names the host behind it.
 * Throws TypeError when it is no address, or leads to a stranger or out of the API: the token would go with it.
 */
export function nextPageUrl(current: URL, nextPage: string): URL {
  const named = URL.canParse(nextPage, current.href) ? new URL(nextPage, current) : undefined;
  // A query alone says what is other than before; the rest of the question stays.
  if (named && nextPage.startsWith('?')) {
    for (const [name, value] of current.searchParams)
      if (!named.searchParams.has(name)) named.searchParams.set(name, value);
  }
  const url = named && isOfVendor(named) ? new URL(named.pathname + named.search, current) : named;
  if (!url || url.origin !== current.origin || !/^\/API\/v\d+\//.test(url.pathname) || url.username || url.password) {
    throw new TypeError(
      'The next page that Qualtrics named is on another host, so it was not followed: give Qualtrics support the time of this message.',
    );
  }
  return url;
}

function isOfVendor({ protocol, hostname, port, username, password }: URL): boolean {
  return protocol === 'https:' && hostname.endsWith('.qualtrics.com') && port === '' && !username && !password;
}

/** A url as errors show it: the path below `/API/v3`, without its query. */
export function shownPath(url: URL): string {
  return oneLine(belowVersion(url), MAX_SHOWN_PATH);
}

/** A url as logs show it: as in errors, but only words and ids. Anything else may be about a person: an email, a number. */
export function loggedPath(url: URL): string {
  const segments = belowVersion(url).split('/');
  return oneLine(segments.map((segment) => (IMPERSONAL.test(segment) ? segment : '…')).join('/'), MAX_SHOWN_PATH);
}

/** Nothing, words of the API, ids (`CID_…`) and those of files (UUIDs, some with an ending). */
const IMPERSONAL = /^(?:|[a-z]+(?:-[a-z]+)*|[A-Z]{1,8}_[\w-]+|[\da-f]{8}-[\da-f-]{27}(?:-[a-z]+)?)$/i;

const MAX_SHOWN_PATH = 300;

function belowVersion({ pathname }: URL): string {
  return pathname.replace(/^\/API\/v3(?=\/|$)/, '') || '/';
}
