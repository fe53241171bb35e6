import type { Settings } from './options.js';

/**
 * When a request may be sent again:
 * - `always`: doing it twice is like doing it once (reads, PUT, DELETE);
 * - `ifNotDone`: only when Qualtrics cannot have acted (429, 503, connection refused);
 * - `ifNotReceived`: only when it never got past the door (429, connection refused); the caller finds out the rest.
 */
export type Repeat = 'always' | 'ifNotDone' | 'ifNotReceived';

/** How one try ended: with a status, or without an answer. */
export interface Outcome {
  readonly status?: number | undefined;
  /** No answer: `refused` never reached Qualtrics, `lost` may have. */
  readonly failure?: 'refused' | 'lost' | undefined;
  readonly retryAfter?: string | undefined;
  /** A status beyond the usual ones that is worth another try: 404 for a contact created a moment ago. */
  readonly alsoRetry?: readonly number[] | undefined;
}

/** What a decision depends on beside the outcome. */
export interface Situation {
  readonly repeat: Repeat;
  /** Tries made so far, at least 1. */
  readonly tries: number;
  /** Milliseconds since the request first met a 429. */
  readonly limitedForMs: number;
  readonly nowMs: number;
}

export type Decision = { readonly action: 'stop' } | { readonly action: 'wait'; readonly delayMs: number };

const TRANSIENT_STATUS: readonly number[] = [500, 502, 503, 504];

/** Quotas are by the minute: a request gives up on 429 no sooner than this, and after all its tries. */
const LIMITED_PATIENCE_MS = 75_000;

const MAX_RETRY_AFTER_MS = 5 * 60_000;

/** A `Retry-After` of 0, or a date just past, still means that there were too many requests. */
const MIN_LIMIT_DELAY_MS = 1000;

/** Whether a failed try is followed by another, and after how long. Pure: no clock, no I/O. */
export function afterFailure(outcome: Outcome, situation: Situation, settings: Settings): Decision {
  const triesLeft = situation.tries < settings.retriesCount;
  if (outcome.status === 429) {
    if (!triesLeft && situation.limitedForMs >= LIMITED_PATIENCE_MS) return { action: 'stop' };
    return { action: 'wait', delayMs: limitDelayMs(outcome, situation.nowMs, settings) };
  }
  if (!triesLeft || !mayRepeat(outcome, situation.repeat)) return { action: 'stop' };
  return { action: 'wait', delayMs: settings.retryDelayMs };
}

function mayRepeat(outcome: Outcome, repeat: Repeat): boolean {
  if (outcome.failure === 'refused') return true;
  if (outcome.failure === 'lost') return repeat === 'always';
  if (outcome.status === undefined) return false;
  if (outcome.alsoRetry?.includes(outcome.status)) return true;
  if (!TRANSIENT_STATUS.includes(outcome.status)) return false;
  return repeat === 'always' || (repeat === 'ifNotDone' && outcome.status === 503);
}

/** True when the request may have been carried out although it failed. */
export function isOutcomeUnknown(outcome: Outcome, repeat: Repeat): boolean {
  if (outcome.failure) return outcome.failure === 'lost';
  if (outcome.status === undefined || outcome.status < 500) return false;
  return !(repeat === 'ifNotDone' && outcome.status === 503);
}

/** How long to hold back after a 429: what `Retry-After` says, but never so little that the limit is hammered. */
export function limitDelayMs(outcome: Outcome, nowMs: number, settings: Settings): number {
  const asked = retryAfterMs(outcome.retryAfter, nowMs) ?? settings.retryDelayMs;
  return Math.max(asked, Math.min(MIN_LIMIT_DELAY_MS, settings.retryDelayMs));
}

/** `Retry-After` in milliseconds from seconds or an HTTP date, capped at five minutes; `undefined` when unreadable. */
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
