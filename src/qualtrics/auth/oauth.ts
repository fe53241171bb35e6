import { readAnswer } from '../client/answers.js';
import { type RetryContext, sendWithRetries } from '../client/attempts.js';
import { QualtricsError } from '../client/errors.js';
import { exchange } from '../client/transport.js';
import { type AccessToken, tokenFromAnswer } from './tokens.js';

/** The scope to ask for when the server insists on one. */
const EVERY_SCOPE = 'manage:all';

/** How an OAuth client shows who it is. */
export function basicAuthorization(clientId: string, clientSecret: string): string {
  return `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
}

/**
 * A new access token by OAuth2 client credentials. No scope is sent, so that the token allows all that the client
 * may do; only when the server answers `invalid_scope` is every scope asked for. Throws QualtricsError.
 */
export async function requestToken(
  context: RetryContext,
  baseUrl: string,
  headers: Readonly<Record<string, string>>,
): Promise<AccessToken> {
  try {
    return await requestTokenFor(undefined, context, baseUrl, headers);
  } catch (error) {
    const insists = error instanceof QualtricsError && error.status === 400 && error.errorCode === 'invalid_scope';
    if (!insists) throw error;
    return requestTokenFor(EVERY_SCOPE, context, baseUrl, headers);
  }
}

/** The token endpoint lies beside `/API/v3`, not below it. */
async function requestTokenFor(
  scope: string | undefined,
  context: RetryContext,
  baseUrl: string,
  headers: Readonly<Record<string, string>>,
): Promise<AccessToken> {
  const url = new URL('/oauth2/token', baseUrl);
  const body = new URLSearchParams({ grant_type: 'client_credentials', ...(scope ? { scope } : {}) }).toString();
  return sendWithRetries(context, { method: 'POST', url, repeat: 'always' }, async () => {
    const askedAtMs = context.clock.now();
    const timeoutMs = context.settings().requestTimeoutMs;
    const tried = await readAnswer(
      await exchange({
        method: 'POST',
        url,
        headers: { ...headers, 'Content-Type': 'application/x-www-form-urlencoded' },
        body,
        timeoutMs,
      }),
      (status) => status < 300,
    );
    if (!('value' in tried)) return tried;
    const { status, body: answer, isJson } = tried.value;
    const token = tokenFromAnswer(answer, askedAtMs);
    if (token) return { value: token, status };
    const failure = 'the answer holds no access token';
    return { outcome: { status }, facts: { failure, status, isHtml: !isJson } };
  });
}
