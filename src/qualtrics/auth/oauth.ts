import { readAnswer } from '../client/answers.js';
import { type RequestInfo, type RetryContext, sendWithRetries } from '../client/attempts.js';
import type { Authorization, Grant } from '../client/authorization.js';
import type { ErrorFacts } from '../client/errorMessage.js';
import { QualtricsError } from '../client/errors.js';
import { exchange } from '../client/transport.js';
import {
  type AccessToken,
  parseStoredToken,
  type TokenCache,
  tokenFromAnswer,
  tokenKey,
  toStoredToken,
} from './tokens.js';

/** An OAuth client of a Qualtrics brand, and what is kept of its tokens. */
export interface OAuthOptions {
  /** `https://{dataCenterId}.qualtrics.com`. */
  readonly baseUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** A token kept from earlier, as `storeTokens` was given it. */
  readonly storedTokens?: unknown;
  /** Shared by all clients of a process. */
  readonly tokenCache: TokenCache;
  /** Offered each new token as text to be given back as `storedTokens`. Must not throw. */
  readonly storeTokens?: ((tokens: string) => void) | undefined;
}

/** The scope to ask for when the server insists on one. */
const EVERY_SCOPE = 'manage:all';

/**
 * OAuth 2 client credentials: an access token for each request, asked for once however many need it, renewed before
 * it ends and after a 401.
 */
export class OAuth implements Authorization {
  readonly identity: string;
  readonly secrets: readonly string[];
  readonly #options: OAuthOptions;
  readonly #basic: string;

  constructor(options: OAuthOptions) {
    const { clientId, clientSecret } = options;
    this.identity = tokenKey(options);
    this.#options = options;
    const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
    this.#basic = `Basic ${basic}`;
    this.secrets = [clientSecret, basic];
  }

  async grant(context: RetryContext): Promise<Grant> {
    const { tokenCache, storedTokens } = this.#options;
    const stored = parseStoredToken(storedTokens, this.identity);
    return toGrant(await tokenCache.get(this.identity, context.clock.now(), stored, () => this.#requestToken(context)));
  }

  async replace(refused: Grant, status: 401 | 403, context: RetryContext): Promise<Grant | undefined> {
    const { tokenCache } = this.#options;
    const fetch = (): Promise<AccessToken> => this.#requestToken(context);
    if (status === 401) return toGrant(await tokenCache.replace(this.identity, refused.secret, fetch));
    const wider = await tokenCache.widen(this.identity, refused.secret, context.clock.now(), fetch);
    return wider && toGrant(wider);
  }

  async login(context: RetryContext): Promise<void> {
    await this.#options.tokenCache.renew(this.identity, () => this.#requestToken(context));
  }

  cureFor(facts: ErrorFacts): string | undefined {
    return oauthCure(facts);
  }

  /**
   * A new access token. No scope is sent, so that the token allows all that the client may do; only when the server
   * answers `invalid_scope` is every scope asked for. Throws QualtricsError.
   */
  async #requestToken(context: RetryContext): Promise<AccessToken> {
    let token: AccessToken;
    try {
      token = await this.#requestTokenFor(undefined, context);
    } catch (error) {
      const insists = error instanceof QualtricsError && error.status === 400 && error.errorCode === 'invalid_scope';
      if (!insists) throw error;
      token = await this.#requestTokenFor(EVERY_SCOPE, context);
    }
    this.#options.storeTokens?.(toStoredToken(token, this.identity));
    return token;
  }

  /** The token endpoint lies beside `/API/v3`, not below it. */
  async #requestTokenFor(scope: string | undefined, context: RetryContext): Promise<AccessToken> {
    const url = new URL('/oauth2/token', this.#options.baseUrl);
    const body = new URLSearchParams({ grant_type: 'client_credentials', ...(scope ? { scope } : {}) }).toString();
    const headers = {
      Accept: 'application/json',
      Authorization: this.#basic,
      'Content-Type': 'application/x-www-form-urlencoded',
      'User-Agent': context.userAgent,
    };
    const info: RequestInfo = { method: 'POST', url, repeat: 'always', cureFor: tokenCure };
    return sendWithRetries(context, info, async (exchanging) => {
      const askedAtMs = context.clock.now();
      const http = await exchange({ method: 'POST', url, headers, body, ...exchanging });
      const attempt = await readAnswer(http, (status) => status < 300);
      if (attempt.kind === 'failure') return attempt;
      const { status, body: answer, notJson } = attempt.value;
      const token = tokenFromAnswer(answer, askedAtMs);
      if (token) return { kind: 'success', value: token, status };
      const failure = 'the answer holds no access token';
      return { kind: 'failure', outcome: { kind: 'unusable' }, facts: { failure, status, notJson } };
    });
  }
}

function toGrant({ accessToken }: AccessToken): Grant {
  return { headers: { Authorization: `Bearer ${accessToken}` }, secret: accessToken };
}

/** The same for the token endpoint; a host without one is not that of a data center (`www`, `login`, `api`). */
function tokenCure(facts: ErrorFacts): string | undefined {
  const { status = 0, errorCode } = facts;
  const hasNoTokens =
    (status >= 300 && status < 400) || ((status === 404 || status === 405) && errorCode === undefined);
  if (hasNoTokens)
    return 'No tokens are given out at this address: check "Data Center ID", it is part of the address that you see in Qualtrics.';
  return oauthCure(facts);
}

/** What a person can do about an answer that has to do with the OAuth client, in the words of the credential's form. */
export function oauthCure({ status, errorCode, scope }: ErrorFacts): string | undefined {
  if (errorCode === 'DCD_7') {
    return 'Qualtrics does not know this token here: check that "Data Center ID" is the one the client was made in, and "Client ID" and "Client Secret".';
  }
  if (errorCode === 'invalid_client') return 'Check "Client ID" and "Client Secret" in the credential.';
  if (errorCode === 'unauthorized_client') {
    return 'Qualtrics does not let this OAuth client use client credentials: allow it there, or make another client.';
  }
  if (errorCode === 'invalid_scope') return 'The OAuth client lacks a scope: give it the scopes of the steps you use.';
  if (status === 401) return 'Check "Data Center ID", "Client ID" and "Client Secret" in the credential.';
  if (status === 403) {
    const needed = scope ? ` (it needs ${scope})` : '';
    return `The OAuth client is not allowed to do this${needed}: add the scope in Qualtrics, or the permission to its user.`;
  }
  return undefined;
}
