import { type Attempt, type Failure, failedAttempt } from './answers.js';
import { loggedPath, shownPath } from './apiUrl.js';
import type { ErrorFacts } from './errorMessage.js';
import { QualtricsError } from './errors.js';
import { type Clock, type Logger, type Patience, PatienceOver, type Settings } from './options.js';
import type { RateLimitGate } from './rateLimitGate.js';
import { redact } from './redact.js';
import { afterFailure, holdBackMs, isOutcomeUnknown, isRateLimit, type Repeat } from './retry.js';

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
  /** How long whoever waits for an answer is to wait in all, and until when; `undefined`: nobody waits. */
  readonly patience: Patience | undefined;
  readonly logger: Logger;
  readonly gate: RateLimitGate;
  /** Name and version of the caller and its libraries, sent with each request. */
  readonly userAgent: string;
  /** Cut out of everything an error quotes. */
  readonly secrets: Set<string>;
}

/** What one exchange with the server must know of the attempts. */
export interface Exchanging {
  /** To be called when the answer is there, though not all of it has come. */
  answered(): void;
  /** True when an earlier attempt may have been carried out. */
  readonly mayBeDone: boolean;
  /** Bound on the time up to the headers, and on each pause within the body, in ms. */
  readonly timeoutMs: number;
  /** Bound on all of the exchange, in ms; `undefined`: none. */
  readonly totalMs: number | undefined;
  readonly clock: Clock;
}

/** One exchange with the server. */
export type ExchangeOnce<T> = (exchanging: Exchanging) => Promise<Attempt<T>>;

/** Asked for another login after an answer with this status; false when there is none to be had. */
export type ReplaceLogin = (status: 401 | 403) => Promise<boolean>;

/**
 * Sends a request until it works or the rules of `retry.ts` say stop; then throws QualtricsError. After the first 401
 * or 403 `replaceLogin` is asked for another login and the request sent once more, which is none of the counted attempts.
 */
export async function sendWithRetries<T>(
  context: RetryContext,
  info: RequestInfo,
  exchangeOnce: ExchangeOnce<T>,
  replaceLogin: ReplaceLogin = async () => false,
): Promise<T> {
  const { clock, logger, patience } = context;
  const { repeat, alsoRetry } = info;
  const startedMs = clock.now();
  const count = { attempts: 0, failures: 0, limited: 0, mayBeDone: false };
  let limitedSinceMs: number | undefined;
  let mayReplaceLogin = true;

  for (;;) {
    const number = count.attempts + 1;
    const attempt = await attemptThroughGate(context, info, { number, mayBeDone: count.mayBeDone }, exchangeOnce);
    if (attempt.kind === 'success') return attempt.value;
    const { facts, outcome } = attempt;
    if (mayReplaceLogin && !facts.host && (facts.status === 401 || facts.status === 403)) {
      mayReplaceLogin = false;
      if (await replaceLogin(facts.status)) {
        logger.warn(`${nameOf(info)}: status ${facts.status}; trying once more with a new access token.`);
        continue;
      }
    }
    count.attempts = number;
    const nowMs = clock.now();
    if (isRateLimit(outcome)) limitedSinceMs ??= nowMs;
    count[isRateLimit(outcome) ? 'limited' : 'failures'] += 1;
    count.mayBeDone ||= isOutcomeUnknown(outcome);
    const limitedForMs = limitedSinceMs === undefined ? 0 : nowMs - limitedSinceMs;
    const decision = afterFailure(outcome, { ...count, repeat, limitedForMs, nowMs, alsoRetry }, context.settings());
    const patienceOverMs =
      decision.kind === 'wait' && patience && nowMs + decision.delayMs > patience.untilMs ? patience.ms : undefined;
    if (decision.kind === 'stop' || patienceOverMs !== undefined) {
      throw toError(context, info, attempt, { attempts: count.attempts, tookMs: nowMs - startedMs, patienceOverMs });
    }
    const how = redact(facts.failure ?? `status ${facts.status}`, context.secrets);
    logger.warn(`${nameOf(info)}: attempt ${number} failed (${how}); trying again in ${decision.delayMs} ms.`);
    if (holdBackMs(outcome, nowMs, context.settings()) === undefined) await clock.sleep(decision.delayMs);
  }
}

/** One attempt, as soon as the host may be called; a rate limit holds back everybody, this request too. */
async function attemptThroughGate<T>(
  context: RetryContext,
  info: RequestInfo,
  { number, mayBeDone }: { readonly number: number; readonly mayBeDone: boolean },
  exchangeOnce: ExchangeOnce<T>,
): Promise<Attempt<T>> {
  const { clock, logger, gate, patience } = context;
  const pass = await gate.enter(info.url.host, clock);
  try {
    const sentMs = clock.now();
    const totalMs = patience && patience.untilMs - sentMs;
    if (patience && patience.untilMs <= sentMs) throw new PatienceOver(patience);
    const timeoutMs = Math.min(context.settings().requestTimeoutMs, totalMs ?? Number.POSITIVE_INFINITY);
    const exchanging = { answered: pass.leave, mayBeDone, timeoutMs, totalMs, clock };
    const attempt = await exchangeOnce(exchanging).catch(failedAttempt);
    const nowMs = clock.now();
    const heldMs = attempt.kind === 'failure' ? holdBackMs(attempt.outcome, nowMs, context.settings()) : undefined;
    pass.report(heldMs === undefined ? undefined : nowMs + heldMs);
    const { status, failure, requestId } =
      attempt.kind === 'success' ? { ...attempt, failure: undefined } : attempt.facts;
    const withId = requestId ? `, request id ${requestId}` : '';
    const how = failure ?? `status ${status}`;
    const line = `${nameOf(info)}: ${how} in ${nowMs - sentMs} ms (attempt ${number}${withId})`;
    logger.debug(redact(line, context.secrets));
    return attempt;
  } finally {
    pass.leave();
  }
}

function nameOf({ method, url }: RequestInfo): string {
  return `${method} ${loggedPath(url)}`;
}

function toError(
  context: RetryContext,
  info: RequestInfo,
  failure: Failure,
  ended: Pick<ErrorFacts, 'attempts' | 'tookMs' | 'patienceOverMs'>,
): QualtricsError {
  const { errorMessage, errorCode, requestId, failure: words, ...said } = failure.facts;
  const clean = (text: string | undefined): string | undefined => text && redact(text, context.secrets);
  const facts: ErrorFacts = {
    method: info.method,
    path: shownPath(info.url),
    scope: info.scope,
    ...said,
    errorMessage: clean(errorMessage),
    errorCode: clean(errorCode),
    requestId: clean(requestId),
    failure: clean(words),
    outcomeUnknown: info.repeat !== 'always' && isOutcomeUnknown(failure.outcome),
    ...ended,
  };
  return new QualtricsError({ ...facts, cure: info.cureFor?.(facts) }, { cause: failure.cause });
}
