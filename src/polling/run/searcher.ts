import type { ObjectPolling, ObjectRecord, ObjectType, TimePage } from '../../objects/objectType.js';
import type { QualtricsClient } from '../../qualtrics/client/client.js';
import { type Answer, type Ask, tokenOfOffset } from '../plan/conversation.js';
import { type PollTarget, startOf } from '../plan/snapshot.js';

/** Retrieving a sample has a minute; this many objects show what they look like. */
const SAMPLE_SIZE = 10;

export interface ObjectSearch {
  ask(ask: Ask): Promise<Answer<ObjectRecord>>;
  /** The first few objects. Throws an Error when there is none. */
  sample(): Promise<ObjectRecord[]>;
}

/** Which objects are asked for. */
export interface SearchOptions {
  readonly type: ObjectType & { readonly poll: ObjectPolling };
  readonly target: PollTarget;
  /** Objects a request, 1–100. */
  readonly pageSize: number;
  /** Seconds since 1970: objects of this second and later are not wanted. */
  readonly endSecond: number | undefined;
}

/** Carries the questions of a poll to Qualtrics. */
export function searcher(client: QualtricsClient, options: SearchOptions): ObjectSearch {
  const { type, target, pageSize, endSecond } = options;
  const context = { client, directoryId: target.directoryId };
  const { timestampField } = target;

  return {
    async ask({ from, to, offset, token }) {
      const skipToken = token ?? (offset > 0 ? tokenOfOffset(offset) : undefined);
      const askedMs = client.clock.now();
      const page = await type.poll.search(context, { timestampField, from, to, pageSize, skipToken });
      return {
        rows: page.rows,
        token: page.skipToken,
        askedAtMs: serverTimeOfAsking(page, askedMs, client.clock.now()),
      };
    },
    async sample() {
      const size = Math.min(pageSize, SAMPLE_SIZE);
      const from = startOf(target).second;
      const search = { timestampField, from, to: endSecond, pageSize: size, skipToken: undefined };
      const { rows } = await type.poll.search(context, search);
      if (rows.length === 0) {
        throw new Error(
          'No object found. Execution stopped. This error is only applicable to the Retrieve Sample: in a running flow, nothing new is no error.',
        );
      }
      return rows.slice(0, SAMPLE_SIZE).map((row) => row.contact);
    },
  };
}

/** Times are Qualtrics': should this machine's clock be ahead, its own would make changes look settled too early. */
function serverTimeOfAsking(page: TimePage, askedMs: number, answeredMs: number): number {
  if (page.serverTimeMs === undefined) return askedMs;
  return Math.min(askedMs, page.serverTimeMs - (answeredMs - askedMs));
}
