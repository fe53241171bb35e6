import { type Attempt, attemptOnce, type Failure } from './answers.js';
import { shownPath } from './apiUrl.js';
import type { ErrorFacts } from './errorMessage.js';
import { QualtricsError } from './errors.js';
import type { Clock, Logger, Settings } from './options.js';
import type { RateLimitGate } from './rateLimitGate.js';
import { redact } from './redact.js';
import { afterFailure, isOutcomeUnknown, isRateLimit, limitDelayMs, type Repeat } from './retry.js';

/** What is asked of Qualtrics, as far as trying again and reporting it need to know. */
export interface RequestInfo {
  readonly method: string;
  readonly url: URL;
  readonly repeat: Repeat;
  readonly scope?: string | undefined;
  readonly alsoRetry?: readonly number[] | undefined;
  /** What a person can do about a failure, where the caller knows better than the status does. */
  readonly cureFor?: ((facts: ErrorFacts) => string | undefined) | undefined;
}

/** What trying again needs: the rules in force, time, a log, and whom to wait for. */
export interface RetryContext {
  readonly settings: () => Settings;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly gate: RateLimitGate;
  /** Name and version of the caller and its libraries, sent with each request. */
  readonly userAgent: string;
  /** Cut out of everything an error quotes. */
  readonly secrets: Set<string>;
}

/** One exchange with the server. It may say that it was answered before all of the answer has come. */
export type ExchangeOnce<T> = (answered: () => void) => Promise<Attempt<T>>;

/**
 * Sends a request until it works or the rules of `retry.ts` say stop; then throws QualtricsError.
 * After the first 401 `replaceLogin` is called and the request sent once more, which is not one of the counted attempts.
 */
export async function sendWithRetries<T>(
  context: RetryContext,
  info: RequestInfo,
  exchangeOnce: ExchangeOnce<T>,
  replaceLogin?: () => Promise<void>,
): Promise<T> {
  const { clock, logger } = context;
  const { repeat, alsoRetry } = info;
  const name = `${info.method} ${shownPath(info.url)}`;
  const startedMs = clock.now();
  let limitedSinceMs: number | undefined;
  let mayReplaceLogin = replaceLogin !== undefined;

  for (let attempts = 1; ; ) {
    const attempt = await attemptThroughGate(context, info, attempts, exchangeOnce);
    if (attempt.kind === 'success') return attempt.value;
    const { facts, outcome } = attempt;
    if (facts.status === 401 && mayReplaceLogin) {
      mayReplaceLogin = false;
      logger.warn(`${name}: the access token was refused; getting a new one.`);
      await replaceLogin?.();
      continue;
    }
    const nowMs = clock.now();
    if (isRateLimit(outcome)) limitedSinceMs ??= nowMs;
    const limitedForMs = limitedSinceMs === undefined ? 0 : nowMs - limitedSinceMs;
    const state = { repeat, attempts, limitedForMs, nowMs, alsoRetry };
    const decision = afterFailure(outcome, state, context.settings());
    if (decision.kind === 'stop') throw toError(context, info, attempt, attempts, nowMs - startedMs);
    const how = facts.failure ?? `status ${facts.status}`;
    logger.warn(`${name}: attempt ${attempts} failed (${how}); trying again in ${decision.delayMs} ms.`);
    if (!isRateLimit(outcome)) await clock.sleep(decision.delayMs);
    attempts += 1;
  }
}

/** One attempt, as soon as the host may be called; after a 429 the gate holds back everybody, this request too. */
async function attemptThroughGate<T>(
  context: RetryContext,
  { method, url }: RequestInfo,
  attempts: number,
  exchangeOnce: ExchangeOnce<T>,
): Promise<Attempt<T>> {
  const { clock, logger, gate } = context;
  const pass = await gate.enter(url.host, clock);
  try {
    const sentMs = clock.now();
    const attempt = await attemptOnce(() => exchangeOnce(pass.leave));
    const nowMs = clock.now();
    const isLimited = attempt.kind === 'failure' && isRateLimit(attempt.outcome);
    pass.report(isLimited ? nowMs + limitDelayMs(attempt.outcome, nowMs, context.settings()) : undefined);
    const { status, failure, requestId } =
      attempt.kind === 'success' ? { ...attempt, failure: undefined } : attempt.facts;
    const withId = requestId ? `, request id ${requestId}` : '';
    const how = failure ?? `status ${status}`;
    logger.debug(`${method} ${shownPath(url)}: ${how} in ${nowMs - sentMs} ms (attempt ${attempts}${withId})`);
    return attempt;
  } finally {
    pass.leave();
  }
}

function toError(
  context: RetryContext,
  info: RequestInfo,
  failure: Failure,
  attempts: number,
  tookMs: number,
): QualtricsError {
  const { errorMessage, failure: words, ...said } = failure.facts;
  const facts: ErrorFacts = {
    method: info.method,
    path: shownPath(info.url),
    scope: info.scope,
    ...said,
    errorMessage: errorMessage && redact(errorMessage, context.secrets),
    failure: words && redact(words, context.secrets),
    outcomeUnknown: info.repeat !== 'always' && isOutcomeUnknown(failure.outcome, info.repeat),
    attempts,
    tookMs,
  };
  return new QualtricsError({ ...facts, cure: info.cureFor?.(facts) }, { cause: failure.cause });
}
