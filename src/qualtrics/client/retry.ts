import type { Settings } from './options.js';

/**
 * When a request may be sent again:
 * - `always`: doing it twice is like doing it once (reads, PUT, DELETE, starts of jobs that harm nobody);
 * - `ifNotReceived`: only when it never got past the door (429, connection refused); the caller finds out the rest.
 */
export type Repeat = 'always' | 'ifNotReceived';

/**
 * How a failed attempt ended:
 * - `answered`: with a status;
 * - `unusable`: with a status that says it worked, and an answer that cannot be one of Qualtrics;
 * - `notReceived`: it never reached Qualtrics;
 * - `unanswered`: it may have reached Qualtrics, but no answer, or not all of one, came back.
 */
export type Outcome =
  | { readonly kind: 'answered'; readonly status: number; readonly retryAfter?: string | undefined }
  | { readonly kind: 'unusable' }
  | { readonly kind: 'notReceived' }
  | { readonly kind: 'unanswered' };

/** What a decision depends on beside the outcome. */
export interface RetryState {
  readonly repeat: Repeat;
  /** Attempts that failed for another reason than a rate limit, this one included. */
  readonly failures: number;
  /** Attempts that were answered 429. */
  readonly limited: number;
  /** Milliseconds since the request first met a 429. */
  readonly limitedForMs: number;
  readonly nowMs: number;
  /** A status beyond the usual ones that is worth another attempt: 404 for a contact created a moment ago. */
  readonly alsoRetry?: readonly number[] | undefined;
}

export type Decision = { readonly kind: 'stop' } | { readonly kind: 'wait'; readonly delayMs: number };

/** Temporary by Qualtrics' documentation (500, 503, 504) or by HTTP: a slow or early request, a gateway out of order. */
const TRANSIENT_STATUS: readonly number[] = [408, 425, 500, 502, 503, 504];

/** Codes of the gateways that stand before many hosts, for a server that they cannot reach or that fails them. */
const isGatewayStatus = (status: number): boolean => status >= 520 && status <= 529;

/** Qualtrics counts requests by the minute: a request gives up on 429 no sooner than this, and after all its attempts. */
const LIMITED_PATIENCE_MS = 75_000;

/** A step may take 30 minutes on the platform; waiting longer than this at one go would use them up. */
const MAX_RETRY_AFTER_MS = 5 * 60_000;

/** A `Retry-After` of 0, or a date just past, still means that there were too many requests. */
const MIN_LIMIT_DELAY_MS = 1000;

/** Whether a failed attempt is followed by another, and after how long. Pure: no clock, no I/O. */
export function afterFailure(outcome: Outcome, state: RetryState, settings: Settings): Decision {
  if (isRateLimit(outcome)) {
    const isPatienceOver = state.limitedForMs >= LIMITED_PATIENCE_MS;
    if (state.limited >= settings.retriesCount && isPatienceOver) return { kind: 'stop' };
    return { kind: 'wait', delayMs: holdBackMs(outcome, state.nowMs, settings) ?? settings.retryDelayMs };
  }
  if (state.failures >= settings.retriesCount || !mayRepeat(outcome, state)) return { kind: 'stop' };
  return { kind: 'wait', delayMs: holdBackMs(outcome, state.nowMs, settings) ?? settings.retryDelayMs };
}

function mayRepeat(outcome: Outcome, { repeat, alsoRetry }: RetryState): boolean {
  if (outcome.kind === 'notReceived') return true;
  if (outcome.kind !== 'answered') return repeat === 'always';
  const { status } = outcome;
  if (alsoRetry?.includes(status)) return true;
  // 425: the server says that it has not looked at the request yet.
  return isTransient(status) && (repeat === 'always' || status === 425);
}

function isTransient(status: number): boolean {
  return TRANSIENT_STATUS.includes(status) || isGatewayStatus(status);
}

/** Statuses that say "not now": the same may be answered otherwise a moment later. */
export function isPassingStatus(status: number): boolean {
  return status >= 500 || status === 408 || status === 425 || status === 429;
}

/** True for a 429. */
export function isRateLimit(outcome: Outcome): boolean {
  return outcome.kind === 'answered' && outcome.status === 429;
}

/** True when the request may have been carried out although it failed: 503 too, by the vendor's own advice to check. */
export function isOutcomeUnknown(outcome: Outcome): boolean {
  if (outcome.kind === 'answered') return outcome.status >= 500 || outcome.status === 408;
  return outcome.kind !== 'notReceived';
}

/**
 * How long nobody may call the host: after a 429, and after a 503 that says `Retry-After`; never so little that a limit
 * is hammered. `undefined` when the others may go on.
 */
export function holdBackMs(outcome: Outcome, nowMs: number, settings: Settings): number | undefined {
  if (outcome.kind !== 'answered') return undefined;
  const asked = retryAfterMs(outcome.retryAfter, nowMs);
  if (!isRateLimit(outcome) && !(outcome.status === 503 && asked !== undefined)) return undefined;
  return Math.max(asked ?? settings.retryDelayMs, Math.min(MIN_LIMIT_DELAY_MS, settings.retryDelayMs));
}

/** `Retry-After` in milliseconds from seconds or an HTTP date, at most five minutes; `undefined` when unreadable. */
export function retryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  const text = header?.trim();
  if (!text) return undefined;
  const ms = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : httpDateMs(text) - nowMs;
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), MAX_RETRY_AFTER_MS) : undefined;
}

/** Only dates that begin with a weekday: `Date.parse` alone would take `-5` or `1.5.` for one. */
function httpDateMs(text: string): number {
  return /^[a-z]{3,9},? /i.test(text) ? Date.parse(text) : Number.NaN;
}
