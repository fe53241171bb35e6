import type { QualtricsClient } from '../qualtrics/client/client.js';
import { BoundedMap } from '../util/boundedMap.js';
import { KeyedQueue } from '../util/keyedQueue.js';
import { sharedByMessages } from '../util/sharedState.js';
import { turnKey } from './keys.js';
import type { Criteria } from './lookup.js';
import type { ObjectContext } from './objectType.js';
import type { ObjectTypeThatCan } from './objectTypes.js';

type LookupType = ObjectTypeThatCan<'lookup'>;

/** More writes than happen between a read and the write that follows it. */
const MAX_WRITES = 10_000;

/** Which objects were written when, in an order of our own. */
class WriteLog {
  readonly #writes = new BoundedMap<number>({ most: MAX_WRITES });
  #count = 0;

  /** The moment, to ask {@link writtenSince} with. */
  now(): number {
    return this.#count;
  }

  written(key: string): void {
    this.#count += 1;
    this.#writes.set(key, this.#count);
  }

  writtenSince(key: string, moment: number): boolean {
    return (this.#writes.get(key) ?? 0) > moment;
  }

  /** Forgets all writes; for tests. */
  reset(): void {
    this.#writes.reset();
  }
}

/** First the turn for keys, then for at most one object: whoever has an object waits for nobody. */
const keyTurns = sharedByMessages(new KeyedQueue());
const objectTurns = sharedByMessages(new KeyedQueue());
const writeLog = sharedByMessages(new WriteLog());

/**
 * Runs what a message does when all earlier messages that carry one of its keys are through. Call it before anything
 * else is waited for: the order of the calls is the order of the messages.
 */
export async function inTurn<T>(
  client: QualtricsClient,
  type: LookupType,
  keys: readonly Criteria[],
  task: () => Promise<T>,
): Promise<T> {
  return keyTurns.run(
    keys.map((key) => turnKey(client, type, key)),
    task,
  );
}

/** The moment, for {@link aloneWith}: take it before an object is read. */
export function readMoment(): number {
  return writeLog.now();
}

/**
 * Runs what reads, merges and writes one object while no other message of the process does, whichever key led to it.
 * `isStale` is true when another one has written it since `readAt`; what was read then is to be read again.
 */
export async function aloneWith<T>(
  { client, directoryId }: ObjectContext,
  type: LookupType,
  id: string,
  readAt: number,
  task: (isStale: boolean) => Promise<T>,
): Promise<T> {
  const key = JSON.stringify([client.identity, directoryId, type.key, id]);
  return objectTurns.run([key], async () => {
    try {
      return await task(writeLog.writtenSince(key, readAt));
    } finally {
      writeLog.written(key);
    }
  });
}
