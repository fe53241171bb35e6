/** Whoever asks for the same thing while it is being read shares one answer, or one failure. */
export class SingleFlight<Value> {
  readonly #reading = new Map<string, Promise<Value>>();

  /** What `read` gives, or what somebody else is reading for this key already. */
  async run(key: string, read: () => Promise<Value>): Promise<Value> {
    const known = this.#reading.get(key);
    if (known) return known;
    const reading = read();
    this.#reading.set(key, reading);
    try {
      return await reading;
    } finally {
      if (this.#reading.get(key) === reading) this.#reading.delete(key);
    }
  }

  /** Forgets what is being read; for tests. */
  reset(): void {
    this.#reading.clear();
  }
}
