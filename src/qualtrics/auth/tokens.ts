import { createHash } from 'node:crypto';
import { BoundedMap } from '../../util/boundedMap.js';

/** An access token and when it ends. */
export interface AccessToken {
  readonly accessToken: string;
  readonly tokenType: string;
  /** Seconds, as Qualtrics gave them. */
  readonly expiresIn: number;
  /** Milliseconds since 1970, UTC. */
  readonly expiresAtMs: number;
  /** When this process was given it, in ms since 1970; `undefined` for one that was kept from earlier. */
  readonly issuedAtMs?: number | undefined;
}

/** A token this close to its end is replaced: a request may wait that long before it is sent. */
const EXPIRY_MARGIN_MS = 60_000;

/** Qualtrics says how long a token lives; where it does not, trust it for ten minutes only. */
const UNSTATED_LIFETIME_S = 600;

const MAX_LIFETIME_S = 365 * 24 * 60 * 60;

/**
 * A 403 with a token older than this is worth a new token. Long enough that a step which is really not allowed asks for
 * few, short enough that a scope given as the error advises works soon.
 */
const SCOPES_KNOWN_MS = 5 * 60_000;

/** Tokens are small; a process serves one credential as a rule. */
const MAX_TOKENS = 100;

/** True while a token can still be used for a request sent at `nowMs`. */
function isFresh(token: AccessToken, nowMs: number): boolean {
  return token.expiresAtMs - nowMs > EXPIRY_MARGIN_MS;
}

/**
 * The token in a credential's `tokens` field: JSON, or JSON within a JSON string. `undefined` when unreadable, and when
 * it was stored for another client than the one with this key: the credential has changed since.
 */
export function parseStoredToken(stored: unknown, key: string): AccessToken | undefined {
  const value = parsedJson(parsedJson(stored));
  if (typeof value !== 'object' || value === null) return undefined;
  const { access_token, token_type, expires_in, tokenExpiryTime, client } = value as Record<string, unknown>;
  if (client !== undefined && client !== clientMark(key)) return undefined;
  const expiresAtMs = typeof tokenExpiryTime === 'string' ? Date.parse(tokenExpiryTime) : Number.NaN;
  if (!isHeaderValue(access_token) || Number.isNaN(expiresAtMs)) return undefined;
  return {
    accessToken: access_token,
    tokenType: typeof token_type === 'string' ? token_type : 'bearer',
    expiresIn: lifetimeOf(expires_in),
    expiresAtMs,
  };
}

function parsedJson(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

/** What `/oauth2/token` answered, as a token; `undefined` when there is none in it. */
export function tokenFromAnswer(answer: unknown, askedAtMs: number): AccessToken | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined;
  const { access_token, token_type, expires_in } = answer as Record<string, unknown>;
  if (!isHeaderValue(access_token)) return undefined;
  const expiresIn = lifetimeOf(expires_in);
  return {
    accessToken: access_token,
    tokenType: typeof token_type === 'string' ? token_type : 'bearer',
    expiresIn,
    expiresAtMs: askedAtMs + expiresIn * 1000,
    issuedAtMs: askedAtMs,
  };
}

/** Seconds, for a year at the most: no date is beyond that. */
function lifetimeOf(stated: unknown): number {
  const seconds = typeof stated === 'number' || typeof stated === 'string' ? Number(stated) : 0;
  return seconds > 0 ? Math.min(seconds, MAX_LIFETIME_S) : UNSTATED_LIFETIME_S;
}

/** A token goes into a header: visible ASCII only. */
function isHeaderValue(value: unknown): value is string {
  return typeof value === 'string' && /^[\x21-\x7e]+$/.test(value);
}

/** The text of a credential's `tokens` field, as {@link parseStoredToken} reads it. */
export function toStoredToken(token: AccessToken, key: string): string {
  return JSON.stringify({
    access_token: token.accessToken,
    token_type: token.tokenType,
    expires_in: token.expiresIn,
    tokenExpiryTime: new Date(token.expiresAtMs).toISOString(),
    client: clientMark(key),
  });
}

/** Tells one client from another in a stored token, and nothing about either. */
function clientMark(key: string): string {
  return createHash('sha256').update(`stored token of ${key}`).digest('hex').slice(0, MARK_LENGTH);
}

const MARK_LENGTH = 16;

/** Everything that makes one token different from another; hashed, so that no secret lies about as a key. */
export function tokenKey(parts: { baseUrl: string; clientId: string; clientSecret: string }): string {
  return createHash('sha256')
    .update(JSON.stringify([parts.baseUrl, parts.clientId, parts.clientSecret]))
    .digest('hex');
}

/**
 * The tokens of a process, one a credential. Concurrent callers who need a new one share a single request,
 * and a token that Qualtrics refused is not used again, wherever it comes from.
 */
export class TokenCache {
  readonly #tokens = new BoundedMap<AccessToken>({ most: MAX_TOKENS });
  readonly #pending = new Map<string, Promise<AccessToken>>();
  readonly #refused = new BoundedMap<true>({ most: MAX_TOKENS });

  /** A token that can be used now: the cached one, else `stored` (from the credential), else what `fetch` gives. */
  async get(
    key: string,
    nowMs: number,
    stored: AccessToken | undefined,
    fetch: () => Promise<AccessToken>,
  ): Promise<AccessToken> {
    for (const token of [this.#tokens.get(key), stored]) {
      if (token && isFresh(token, nowMs) && !this.#refused.get(token.accessToken)) return token;
    }
    return this.renew(key, fetch);
  }

  /** A token other than `refused`, which Qualtrics answered with 401; one request however many were in flight. */
  async replace(key: string, refused: string, fetch: () => Promise<AccessToken>): Promise<AccessToken> {
    this.#refused.set(refused, true);
    const current = this.#tokens.get(key);
    if (current && !this.#refused.get(current.accessToken)) return current;
    return this.renew(key, fetch);
  }

  /**
   * A token that may allow more than `forbidden`, which Qualtrics answered with 403: a token keeps the scopes that its
   * client had when it was made. `undefined` when it is so new that another one would allow no more.
   */
  async widen(
    key: string,
    forbidden: string,
    nowMs: number,
    fetch: () => Promise<AccessToken>,
  ): Promise<AccessToken | undefined> {
    const current = this.#tokens.get(key);
    if (current && current.accessToken !== forbidden) return current;
    const { issuedAtMs } = current ?? {};
    if (issuedAtMs !== undefined && nowMs - issuedAtMs < SCOPES_KNOWN_MS) return undefined;
    return this.renew(key, fetch);
  }

  /** Forgets everything; for tests. */
  reset(): void {
    this.#tokens.reset();
    this.#refused.reset();
    this.#pending.clear();
  }

  /** A new token, whatever is cached; one request for all who ask for it meanwhile. */
  async renew(key: string, fetch: () => Promise<AccessToken>): Promise<AccessToken> {
    const pending = this.#pending.get(key);
    if (pending) return pending;
    const request = fetch();
    this.#pending.set(key, request);
    try {
      const token = await request;
      this.#tokens.set(key, token);
      this.#refused.delete(token.accessToken);
      return token;
    } finally {
      this.#pending.delete(key);
    }
  }
}
