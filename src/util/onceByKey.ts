import { BoundedMap } from './boundedMap.js';
import { KeyedQueue } from './keyedQueue.js';

/** Sees to it that what has a key is done once within a time, however often it is asked for. Bounded. */
export class OnceByKey {
  readonly #done: BoundedMap<true>;
  readonly #queue = new KeyedQueue();

  constructor(limits: { most: number; lifetimeMs: number }, now: () => number) {
    this.#done = new BoundedMap(limits, now);
  }

  /**
   * Runs `task` unless one of this key was done before; tasks of one key run one at a time. It is done when `task`
   * gives true: false, or an error, lets the next one try. Resolves to whether `task` was run.
   */
  async run(key: string, task: () => Promise<boolean>): Promise<boolean> {
    return this.#queue.run([key], async () => {
      if (this.#done.get(key)) return false;
      if (await task()) this.#done.set(key, true);
      return true;
    });
  }

  /** Forgets all that was done. */
  reset(): void {
    this.#done.reset();
    this.#queue.reset();
  }
}
