import type { ObjectPolling, ObjectRecord, ObjectType } from '../../objects/objectType.js';
import type { QualtricsClient } from '../../qualtrics/client/client.js';
import type { Answer, Ask } from '../plan/conversation.js';
import { type PollTarget, startOf } from '../plan/snapshot.js';
import { NoObjectFound } from './firstObjects.js';
import { toAsk } from './toAsk.js';

/** Retrieving a sample has a minute; this many objects show what they look like. */
const SAMPLE_SIZE = 10;

export interface ObjectSearch {
  ask(ask: Ask): Promise<Answer<ObjectRecord>>;
  /** The first few objects. Throws an Error when there is none. */
  sample(): Promise<ObjectRecord[]>;
}

/** Which objects are asked for. */
export interface SearcherOptions {
  readonly type: ObjectType & { readonly poll: ObjectPolling };
  readonly target: PollTarget;
  /** Objects a request, 1–100. */
  readonly pageSize: number;
  /** Seconds since 1970: objects of this second and later are not wanted. */
  readonly endSecond: number | undefined;
}

/** Carries the questions of a poll to Qualtrics. `onUndated` is told of each object that has no date. */
export function searcher(
  client: QualtricsClient,
  options: SearcherOptions,
  onUndated: (id: string) => void = () => undefined,
): ObjectSearch {
  const { type, target, pageSize, endSecond } = options;
  const context = { client, directoryId: target.directoryId || undefined };
  const { timestampField } = target;

  return {
    ask: toAsk(client.clock, async (asked) => {
      const page = await type.poll.search(context, { ...asked, timestampField, pageSize });
      for (const row of page.rows) if (row.isUndated) onUndated(row.id);
      return page;
    }),
    async sample() {
      const size = Math.min(pageSize, SAMPLE_SIZE);
      const from = startOf(target).second;
      const search = { timestampField, from, to: endSecond, pageSize: size, skipToken: undefined };
      const { rows } = await type.poll.search(context, search);
      if (rows.length === 0) throw new NoObjectFound('nothing new');
      return rows.slice(0, SAMPLE_SIZE).map((row) => row.contact);
    },
  };
}
