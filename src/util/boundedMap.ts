/**
 * A map that forgets: its oldest entries when there are too many, each entry after its lifetime.
 * (lru-cache does this and far more, at 3.6 MB in the container.)
 */
export class BoundedMap<Value> {
  readonly #entries = new Map<string, { value: Value; endsAtMs: number }>();
  readonly #most: number;
  readonly #lifetimeMs: number;
  readonly #now: () => number;

  constructor(limits: { most: number; lifetimeMs?: number }, now: () => number = Date.now) {
    this.#most = limits.most;
    this.#lifetimeMs = limits.lifetimeMs ?? Number.POSITIVE_INFINITY;
    this.#now = now;
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    if (entry.endsAtMs > this.#now()) return entry.value;
    this.#entries.delete(key);
    return undefined;
  }

  set(key: string, value: Value): void {
    this.#entries.delete(key);
    this.#entries.set(key, { value, endsAtMs: this.#now() + this.#lifetimeMs });
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#most) break;
      this.#entries.delete(oldest);
    }
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }

  reset(): void {
    this.#entries.clear();
  }

  get size(): number {
    return this.#entries.size;
  }
}
