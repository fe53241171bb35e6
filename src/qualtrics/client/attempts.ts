import { type FailedTry, type Try, tryOnce } from './answers.js';
import { shownPath } from './apiUrl.js';
import { QualtricsError } from './errors.js';
import type { Clock, Logger, Settings } from './options.js';
import type { RateLimitGate } from './rateLimitGate.js';
import { redact } from './redact.js';
import { afterFailure, isOutcomeUnknown, limitDelayMs, type Repeat } from './retry.js';

/** What is asked of Qualtrics, as far as trying again and reporting it need to know. */
export interface RequestInfo {
  readonly method: string;
  readonly url: URL;
  readonly repeat: Repeat;
  readonly scope?: string | undefined;
  readonly alsoRetry?: readonly number[] | undefined;
}

/** What trying again needs: the rules in force, time, a log, and whom to wait for. */
export interface RetryContext {
  readonly settings: () => Settings;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly gate: RateLimitGate;
  /** Cut out of everything an error quotes. */
  readonly secrets: Iterable<string>;
}

/**
 * Tries until it works or the rules of `retry.ts` say stop; then throws QualtricsError.
 * `attempt` may say that it was answered before all of the answer is there.
 * The first 401 calls `replaceToken` and is tried once more; that is not one of the counted tries.
 */
export async function sendWithRetries<T>(
  context: RetryContext,
  info: RequestInfo,
  attempt: (answered: () => void) => Promise<Try<T>>,
  replaceToken?: () => Promise<void>,
): Promise<T> {
  const { clock, logger, gate } = context;
  const { method, url, repeat, alsoRetry } = info;
  const name = `${method} ${shownPath(url)}`;
  const startedMs = clock.now();
  let limitedSinceMs: number | undefined;
  let tokenReplaced = replaceToken === undefined;

  for (let tries = 1; ; tries += 1) {
    const settings = context.settings();
    let sentMs = startedMs;
    const send = async (answered: () => void): Promise<Try<T>> => {
      sentMs = clock.now();
      return tryOnce(() => attempt(answered));
    };
    const ended = await gate.pass(url.host, clock, send, (result) => holdUntilMs(result, clock.now(), settings));
    const nowMs = clock.now();
    const { status, failure, requestId } = 'value' in ended ? { ...ended, failure: undefined } : ended.facts;
    const how = failure ?? `status ${status}`;
    const withId = requestId ? `, request id ${requestId}` : '';
    logger.debug(`${name}: ${how} in ${nowMs - sentMs} ms (try ${tries}${withId})`);
    if ('value' in ended) return ended.value;

    if (status === 401 && !tokenReplaced) {
      tokenReplaced = true;
      logger.warn(`${name}: the access token was refused; getting a new one.`);
      await replaceToken?.();
      tries -= 1;
      continue;
    }
    if (status === 429) limitedSinceMs ??= nowMs;
    const limitedForMs = limitedSinceMs === undefined ? 0 : nowMs - limitedSinceMs;
    const outcome = { ...ended.outcome, alsoRetry };
    const decision = afterFailure(outcome, { repeat, tries, limitedForMs, nowMs }, settings);
    if (decision.action === 'stop') throw toError(context, info, ended, tries, nowMs - startedMs);
    logger.warn(`${name}: try ${tries} failed (${how}); trying again in ${decision.delayMs} ms.`);
    if (status !== 429) await clock.sleep(decision.delayMs);
  }
}

/** After a 429 the gate holds back everybody, this request too. */
function holdUntilMs<T>(ended: Try<T>, nowMs: number, settings: Settings): number | undefined {
  if ('value' in ended || ended.outcome.status !== 429) return undefined;
  return nowMs + limitDelayMs(ended.outcome, nowMs, settings);
}

function toError(
  context: RetryContext,
  info: RequestInfo,
  ended: FailedTry,
  tries: number,
  tookMs: number,
): QualtricsError {
  const { errorMessage, failure, ...facts } = ended.facts;
  return new QualtricsError(
    {
      method: info.method,
      path: shownPath(info.url),
      scope: info.scope,
      ...facts,
      errorMessage: errorMessage && redact(errorMessage, context.secrets),
      failure: failure && redact(failure, context.secrets),
      outcomeUnknown: info.repeat !== 'always' && isOutcomeUnknown(ended.outcome, info.repeat),
      tries,
      tookMs,
    },
    { cause: ended.cause },
  );
}
