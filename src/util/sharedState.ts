/** Something that outlives a message and can forget everything. */
interface Resettable {
  reset(): void;
}

const everything: Resettable[] = [];

/**
 * Registers what all messages of the process share: caches, locks, the rate limit gate. Each is bounded, and made once,
 * where its module is loaded. Two things more outlive a message, and hold nothing of it: the connections that
 * are kept for the next request (`qualtrics/client/transport.ts`), and the text of the `User-Agent`.
 */
export function sharedByMessages<State extends Resettable>(state: State): State {
  everything.push(state);
  return state;
}

/** Forgets all of it, as a new process would; for tests. */
export function resetSharedState(): void {
  for (const state of everything) state.reset();
}
