/** A response as it was at a certain time: what is delivered once. `timeMs` is in ms since 1970, UTC. */
export interface ResponseVersion {
  readonly timeMs: number;
  readonly responseId: string;
}

/**
 * How far a poll has come: everything up to and including this version was delivered, in the order of
 * {@link compareVersions}. An empty `responseId`: nothing of the millisecond itself was.
 */
export type ResponsePosition = ResponseVersion;

/** What one export is asked for: the seconds `from` ≤ s < `until` since 1970, UTC. */
export interface Window {
  readonly from: number;
  readonly until: number;
}

/**
 * How old a response is when it counts as settled, in seconds. Other clients see responses in exports 5 to 30 s after
 * they were recorded and advise to wait for a minute; the vendor gives no figure.
 */
const SETTLED_AFTER_SECONDS = 120;

/**
 * The window to export next, `undefined` when there is nothing to ask for yet. It ends two minutes before `nowMs`, and
 * at the latest with the second of `endMs`. Whole seconds, since nobody knows whether Qualtrics heeds milliseconds.
 */
export function nextWindow(position: ResponsePosition, nowMs: number, endMs: number | undefined): Window | undefined {
  const from = Math.floor(position.timeMs / 1000);
  const wanted = endMs === undefined ? Number.POSITIVE_INFINITY : Math.ceil(endMs / 1000);
  const until = Math.min(settledUntil(nowMs), wanted);
  return from < until ? { from, until } : undefined;
}

/** The part of a window that has settled by another clock. It may be empty. */
export function settledPart(window: Window, nowMs: number | undefined): Window {
  return nowMs === undefined ? window : { ...window, until: Math.min(window.until, settledUntil(nowMs)) };
}

function settledUntil(nowMs: number): number {
  return Math.floor(nowMs / 1000) - SETTLED_AFTER_SECONDS;
}

/** The position once all of a window was delivered; never goes back, and not beyond `endMs`. */
export function afterWindow(position: ResponsePosition, window: Window, endMs: number | undefined): ResponsePosition {
  const timeMs = Math.min(window.until * 1000, endMs ?? Number.POSITIVE_INFINITY);
  return timeMs > position.timeMs ? { timeMs, responseId: '' } : position;
}

/**
 * Where a row of a window's export belongs:
 * - `new`: not delivered yet;
 * - `old`: delivered before;
 * - `later`: not settled, or not wanted; if it is, a later window has it.
 */
export function placeOf(
  version: ResponseVersion,
  position: ResponsePosition,
  window: Window,
  endMs: number | undefined,
): 'new' | 'old' | 'later' {
  if (version.timeMs >= window.until * 1000 || version.timeMs >= (endMs ?? Number.POSITIVE_INFINITY)) return 'later';
  return compareVersions(version, position) > 0 ? 'new' : 'old';
}

/** The order of delivery: by time, then by the bytes of the id (UTF-8). */
export function compareVersions(a: ResponseVersion, b: ResponseVersion): number {
  if (a.timeMs !== b.timeMs) return a.timeMs - b.timeMs;
  return a.responseId === b.responseId ? 0 : Buffer.compare(Buffer.from(a.responseId), Buffer.from(b.responseId));
}
