import type { Settings } from './options.js';

/**
 * When a request may be sent again:
 * - `always`: doing it twice is like doing it once (reads, PUT, DELETE);
 * - `ifNotDone`: only when Qualtrics cannot have acted (429, 503, connection refused);
 * - `ifNotReceived`: only when it never got past the door (429, connection refused); the caller finds out the rest.
 */
export type Repeat = 'always' | 'ifNotDone' | 'ifNotReceived';

/**
 * How a failed attempt ended:
 * - `answered`: with a status;
 * - `notReceived`: it never reached Qualtrics;
 * - `unanswered`: it may have reached Qualtrics, but no answer, or not all of one, came back.
 */
export type Outcome =
  | { readonly kind: 'answered'; readonly status: number; readonly retryAfter?: string | undefined }
  | { readonly kind: 'notReceived' }
  | { readonly kind: 'unanswered' };

/** What a decision depends on beside the outcome. */
export interface RetryState {
  readonly repeat: Repeat;
  /** Attempts made so far, at least 1. */
  readonly attempts: number;
  /** Milliseconds since the request first met a 429. */
  readonly limitedForMs: number;
  readonly nowMs: number;
  /** A status beyond the usual ones that is worth another attempt: 404 for a contact created a moment ago. */
  readonly alsoRetry?: readonly number[] | undefined;
}

export type Decision = { readonly kind: 'stop' } | { readonly kind: 'wait'; readonly delayMs: number };

/** The statuses that Qualtrics' documentation calls temporary. */
const TRANSIENT_STATUS: readonly number[] = [500, 502, 503, 504];

/** Qualtrics counts requests by the minute: a request gives up on 429 no sooner than this, and after all its attempts. */
const LIMITED_PATIENCE_MS = 75_000;

/** A step may take 30 minutes on the platform; waiting longer than this at one go would use them up. */
const MAX_RETRY_AFTER_MS = 5 * 60_000;

/** A `Retry-After` of 0, or a date just past, still means that there were too many requests. */
const MIN_LIMIT_DELAY_MS = 1000;

/** Whether a failed attempt is followed by another, and after how long. Pure: no clock, no I/O. */
export function afterFailure(outcome: Outcome, state: RetryState, settings: Settings): Decision {
  const hasAttemptsLeft = state.attempts < settings.retriesCount;
  if (isRateLimit(outcome)) {
    if (!hasAttemptsLeft && state.limitedForMs >= LIMITED_PATIENCE_MS) return { kind: 'stop' };
    return { kind: 'wait', delayMs: limitDelayMs(outcome, state.nowMs, settings) };
  }
  if (!hasAttemptsLeft || !mayRepeat(outcome, state)) return { kind: 'stop' };
  return { kind: 'wait', delayMs: settings.retryDelayMs };
}

function mayRepeat(outcome: Outcome, { repeat, alsoRetry }: RetryState): boolean {
  if (outcome.kind === 'notReceived') return true;
  if (outcome.kind === 'unanswered') return repeat === 'always';
  if (alsoRetry?.includes(outcome.status)) return true;
  if (!TRANSIENT_STATUS.includes(outcome.status)) return false;
  return repeat === 'always' || (repeat === 'ifNotDone' && outcome.status === 503);
}

/** True for a 429: everybody who calls the same host holds back. */
export function isRateLimit(outcome: Outcome): boolean {
  return outcome.kind === 'answered' && outcome.status === 429;
}

/** True when the request may have been carried out although it failed. */
export function isOutcomeUnknown(outcome: Outcome, repeat: Repeat): boolean {
  if (outcome.kind !== 'answered') return outcome.kind === 'unanswered';
  return outcome.status >= 500 && !(repeat === 'ifNotDone' && outcome.status === 503);
}

/** How long to hold back after a 429: what `Retry-After` says, but never so little that the limit is hammered. */
export function limitDelayMs(outcome: Outcome, nowMs: number, settings: Settings): number {
  const header = outcome.kind === 'answered' ? outcome.retryAfter : undefined;
  const asked = retryAfterMs(header, nowMs) ?? settings.retryDelayMs;
  return Math.max(asked, Math.min(MIN_LIMIT_DELAY_MS, settings.retryDelayMs));
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
