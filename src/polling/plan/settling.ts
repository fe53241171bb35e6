import { beforeSecond, type Position, type Row, withEarly } from './position.js';

/** What the search index shows later than this is missed, however busy a directory is; nobody knows a longest lag. */
export const INDEX_LAG_SECONDS = 60;

/**
 * As long as few contacts change, it may show them as late as this: those delivered meanwhile are remembered.
 * Our choice: ten times the longest lag that anybody reported.
 */
const MAX_LAG_SECONDS = 600;

/** Of a page that lists everything, at most this share may be contacts that were delivered before. */
const SHARE_OF_KNOWN = 0.5;

/** What is older than this second has settled, at a moment in ms since 1970. */
export function latestSettled(askedAtMs: number): number {
  return Math.floor(askedAtMs / 1000) - INDEX_LAG_SECONDS;
}

/** The second that runs at a moment in ms since 1970: what the index does not show by then was not there for a listing. */
export function runningSecond(askedAtMs: number): number {
  return Math.floor(askedAtMs / 1000);
}

/** Up to where a backlog is read from a second on: to what has surely settled first, then to what mostly has. */
export function settledBefore(askedAtMs: number, from: number): number {
  const surely = Math.floor(askedAtMs / 1000) - MAX_LAG_SECONDS;
  // Not for a little: what settles while it is read would never be caught up with.
  return from < surely - MAX_LAG_SECONDS ? surely : latestSettled(askedAtMs);
}

/**
 * The second before which contacts count as settled: as long ago as what was delivered since can be remembered, in the
 * snapshot and on one page together with what is new, so that an idle poll stays one question.
 */
export function settledAsFarAsKept(
  position: Position,
  fresh: readonly Row<unknown>[],
  askedAtMs: number,
  { pageSize, fits }: { readonly pageSize: number; readonly fits: (position: Position) => boolean },
): number {
  const latest = latestSettled(askedAtMs);
  const most = Math.floor(SHARE_OF_KNOWN * pageSize);
  const versions = [...position.early, ...fresh].map(({ second }) => second).sort((a, b) => b - a);
  const tooMany = versions[most];
  const earliest = Math.floor(askedAtMs / 1000) - MAX_LAG_SECONDS;
  let until = Math.max(earliest, tooMany === undefined ? earliest : tooMany + 1);
  while (until < latest && !fits(remembering(position, fresh, until))) {
    const oldest = versions.filter((second) => second >= until).at(-1);
    until = oldest === undefined ? latest : oldest + 1;
  }
  return Math.min(until, latest);
}

/** The position with everything from a second on remembered one by one. */
function remembering(position: Position, fresh: readonly Row<unknown>[], until: number): Position {
  return fresh.filter(({ second }) => second >= until).reduce(withEarly, beforeSecond(position, until));
}
