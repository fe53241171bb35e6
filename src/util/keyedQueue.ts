/** Runs tasks that have a key in common one after the other, in the order they came; all others side by side. */
export class KeyedQueue {
  readonly #last = new Map<string, Promise<unknown>>();

  /**
   * Runs a task when all earlier ones that share a key with it have ended, however they ended. It queues up for all
   * of its keys at once, before anything else happens, so no two tasks can wait for each other.
   */
  async run<T>(keys: readonly string[], task: () => Promise<T>): Promise<T> {
    const own = [...new Set(keys)];
    const result = Promise.all(own.map((key) => this.#last.get(key))).then(task);
    const settled = result.catch(() => undefined);
    for (const key of own) this.#last.set(key, settled);
    try {
      return await result;
    } finally {
      for (const key of own) if (this.#last.get(key) === settled) this.#last.delete(key);
    }
  }

  /** Forgets whom to wait for; for tests. */
  reset(): void {
    this.#last.clear();
  }
}
