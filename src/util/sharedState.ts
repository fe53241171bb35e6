/** Something that outlives a message and can forget everything. */
interface Resettable {
  reset(): void;
}

const everything: Resettable[] = [];

/**
 * Registers what all messages of the process share: caches, locks, the rate limit gate. Each is bounded, and made once,
 * where its module is loaded; there is no other state that outlives a message.
 */
export function sharedByMessages<State extends Resettable>(state: State): State {
  everything.push(state);
  return state;
}

/** Forgets all of it, as a new process would; for tests. */
export function resetSharedState(): void {
  for (const state of everything) state.reset();
}
