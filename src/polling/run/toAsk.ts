import type { ObjectRecord, TimePage, TimeSearch } from '../../objects/objectType.js';
import type { Clock } from '../../qualtrics/client/options.js';
import { type Answer, type Ask, tokenOfOffset } from '../plan/conversation.js';

/** What a question of a poll or a listing says of a page. */
export type AskedPage = Pick<TimeSearch, 'from' | 'to' | 'other' | 'skipToken'>;

/** Carries a question to whoever gives pages. */
export function toAsk(
  clock: Clock,
  pageOf: (asked: AskedPage) => Promise<TimePage>,
): (ask: Ask) => Promise<Answer<ObjectRecord>> {
  return async ({ from, to, other, offset, token }) => {
    const skipToken = token ?? (offset > 0 ? tokenOfOffset(offset) : undefined);
    const askedMs = clock.now();
    const page = await pageOf({ from, to, other, skipToken });
    const askedAtMs = serverTimeOfAsking(page, askedMs, clock.now());
    return { rows: page.rows, token: page.skipToken, askedAtMs };
  };
}

/** Times are Qualtrics': should this machine's clock be ahead, its own would make changes look settled too early. */
function serverTimeOfAsking(page: TimePage, askedMs: number, answeredMs: number): number {
  if (page.serverTimeMs === undefined) return askedMs;
  return Math.min(askedMs, page.serverTimeMs - (answeredMs - askedMs));
}
