import { KeyedQueue } from '../../util/keyedQueue.js';
import { sharedByMessages } from '../../util/sharedState.js';
import { furthest, type PollTarget } from '../plan/snapshot.js';

/** A poll that is under way or waits: how many there are, and the last snapshot that one of them gave out. */
interface Turn {
  polls: number;
  snapshot: unknown;
}

/**
 * Polls of one target in a process run one at a time. One that waited for another was given the same snapshot as that
 * one, so it goes on from what the other gave out: else everything would be delivered twice, and its snapshots would
 * run backwards.
 */
class PollTurns {
  readonly #queue = new KeyedQueue();
  readonly #turns = new Map<string, Turn>();

  async run(
    identity: string,
    target: PollTarget,
    given: unknown,
    poll: (snapshot: unknown, keep: (snapshot: unknown) => void) => Promise<void>,
  ): Promise<void> {
    const key = JSON.stringify([identity, target]);
    const turn = this.#turns.get(key) ?? { polls: 0, snapshot: undefined };
    this.#turns.set(key, turn);
    turn.polls += 1;
    try {
      await this.#queue.run([key], () =>
        poll(furthest(target, given, turn.snapshot), (snapshot) => {
          turn.snapshot = snapshot;
        }),
      );
    } finally {
      turn.polls -= 1;
      if (turn.polls === 0) this.#turns.delete(key);
    }
  }

  /** Forgets whom to wait for; for tests. */
  reset(): void {
    this.#queue.reset();
    this.#turns.clear();
  }
}

export const pollTurns = sharedByMessages(new PollTurns());
