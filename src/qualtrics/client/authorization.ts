import type { RetryContext } from './attempts.js';
import type { ErrorFacts } from './errorMessage.js';

/**
 * How requests show whose they are. The client is handed one and knows no other way to log in; OAuth client
 * credentials are one (`auth/oauth.ts`), an API token would be another.
 */
export interface Authorization {
  /** The same for two authorizations exactly when they act for the same account at the same address. */
  readonly identity: string;
  /** What one attempt is sent with. Throws QualtricsError where it must be fetched and cannot be. */
  grant(context: RetryContext): Promise<Grant>;
  /**
   * Called after an attempt was answered 401 or 403: another grant, `undefined` when another one would be refused, too.
   * A grant may also lack a permission that was given since. Throws QualtricsError.
   */
  replace(refused: Grant, status: 401 | 403, context: RetryContext): Promise<Grant | undefined>;
  /** Logs in anew, whatever is kept from before. Throws QualtricsError when the account is not good. */
  login(context: RetryContext): Promise<void>;
  /** Secrets that an error must not quote, besides those of the grants given out. */
  readonly secrets: readonly string[];
  /** What a person can do about an answer that has to do with the login; `undefined` when it has not. */
  cureFor(facts: ErrorFacts): string | undefined;
}

/** The headers of an attempt, and what in them is secret. */
export interface Grant {
  readonly headers: Readonly<Record<string, string>>;
  readonly secret: string;
}
