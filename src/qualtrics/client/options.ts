/** How often and how long the client tries. All in the units their names say; each a whole number above 0. */
export interface Settings {
  /** Tries in all, the first one included. */
  readonly retriesCount: number;
  readonly retryDelayMs: number;
  readonly requestTimeoutMs: number;
}

/** Where the client reports to: one debug line a request, one warning a retry. Never given contact data or secrets. */
export interface Logger {
  debug(line: string): void;
  info(line: string): void;
  warn(line: string): void;
}

/** Time as the client sees it; tests hand in one that runs faster. */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number;
  sleep(ms: number): Promise<void>;
  /** Calls `act` after so many ms, unless the function that it gives was called before: for time limits of requests. */
  after(ms: number, act: () => void): () => void;
}

/** The time of this machine; tests put another in its place. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  after: (ms, act) => {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
};

/** Somebody who waits in a browser would wait too long for this. */
export class PatienceOver extends Error {
  override readonly name = 'PatienceOver';

  constructor() {
    super(
      'This takes longer than a person should wait here (25 s), so it was given up: try again in a minute. A running flow waits longer.',
    );
  }
}

/** A clock on which nobody sleeps past `endMs` (ms since 1970): whoever would is thrown PatienceOver at once. */
export function clockUntil(clock: Clock, endMs: number): Clock {
  return {
    now: () => clock.now(),
    async sleep(ms) {
      if (clock.now() + ms > endMs) throw new PatienceOver();
      await clock.sleep(ms);
    },
    after: (ms, act) => clock.after(ms, act),
  };
}
