interface Line<State> {
  /** What the run that ended last has kept; `undefined` when it kept nothing. */
  kept: State | undefined;
  /** Runs under way and waiting. */
  runs: number;
  last: Promise<unknown>;
}

/**
 * Runs of the same key follow one another, each going on from what the one before it kept. Two polls of a process that
 * begin at once have the same snapshot; side by side, or one after the other from that snapshot, both would deliver the
 * same. Once no run of a key is under way or waiting, what it kept is forgotten: the next one has its own snapshot.
 */
export class SuccessiveRuns<State> {
  readonly #lines = new Map<string, Line<State>>();

  /** `task` is given where to go on, `first` when nothing was kept, and a way to keep how far it has come. */
  async run<T>(key: string, first: State, task: (from: State, keep: (state: State) => void) => Promise<T>): Promise<T> {
    const line = this.#lines.get(key) ?? { kept: undefined, runs: 0, last: Promise.resolve() };
    this.#lines.set(key, line);
    line.runs += 1;
    const keep = (state: State): void => {
      line.kept = state;
    };
    const result = line.last.then(() => task(line.kept ?? first, keep));
    line.last = result.catch(() => undefined);
    try {
      return await result;
    } finally {
      line.runs -= 1;
      if (line.runs === 0 && this.#lines.get(key) === line) this.#lines.delete(key);
    }
  }

  /** Forgets all that was kept, and whom to wait for. */
  reset(): void {
    this.#lines.clear();
  }
}
