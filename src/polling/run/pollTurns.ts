import { isDeepStrictEqual } from 'node:util';
import type { ObjectRecord } from '../../objects/objectType.js';
import { KeyedQueue } from '../../util/keyedQueue.js';
import { sharedByMessages } from '../../util/sharedState.js';
import type { Batch } from '../plan/batch.js';
import { furthest, type PollTarget } from '../plan/snapshot.js';

/** What a poll read beyond the page it was to deliver. */
export interface Leftover {
  readonly batch: Batch<ObjectRecord>;
  /** When it was read, in ms since 1970. */
  readonly readAtMs: number;
  /** Up to which second it was asked for. */
  readonly endSecond: number | undefined;
}

/** What a poll is given when it is its turn, and what it leaves to the next one. */
export interface Turn {
  readonly snapshot: unknown;
  readonly leftover: Leftover | undefined;
  /** Tells of a snapshot that was given out. */
  keep(snapshot: unknown): void;
  /** Leaves what was read beyond the last snapshot that was given out. */
  leave(leftover: Leftover): void;
}

/** What is known of a target: how many polls are under way or wait, and what the last one left. */
interface State {
  polls: number;
  snapshot: unknown;
  leftover?: (Leftover & { readonly after: unknown }) | undefined;
}

/**
 * Polls of a step of one target in a process run one at a time. One that waited for another was given the same snapshot
 * as that one, so it goes on from what the other gave out: else everything would be delivered twice, and its snapshots
 * would run backwards. What one has read beyond its page is given to the next that goes on from its snapshot: a second with
 * thousands of contacts would have to be read anew for each page.
 */
class PollTurns {
  readonly #queue = new KeyedQueue();
  readonly #states = new Map<string, State>();

  /** `whose`: of which step, for which client. */
  async run(
    whose: readonly string[],
    target: PollTarget,
    given: unknown,
    poll: (turn: Turn) => Promise<void>,
  ): Promise<void> {
    const key = JSON.stringify([...whose, target]);
    const state = this.#states.get(key) ?? { polls: 0, snapshot: undefined };
    this.#states.set(key, state);
    state.polls += 1;
    try {
      await this.#queue.run([key], () => poll(turnOf(state, furthest(target, given, state.snapshot))));
    } finally {
      state.polls -= 1;
      if (state.polls === 0 && !state.leftover) this.#states.delete(key);
      // The platform's snapshot is the truth once nobody waits: it may have been reset.
      else if (state.polls === 0) state.snapshot = undefined;
    }
  }

  /** Forgets whom to wait for; for tests. */
  reset(): void {
    this.#queue.reset();
    this.#states.clear();
  }
}

function turnOf(state: State, snapshot: unknown): Turn {
  const { leftover } = state;
  state.leftover = undefined;
  let last: unknown;
  return {
    snapshot,
    leftover: leftover && isDeepStrictEqual(leftover.after, snapshot) ? leftover : undefined,
    keep(next) {
      last = next;
      state.snapshot = next;
    },
    leave(leftover) {
      state.leftover = { ...leftover, after: last };
    },
  };
}

export const pollTurns = sharedByMessages(new PollTurns());
