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

/** How long something may take in all. */
export interface Patience {
  readonly ms: number;
  /** When that is over, in ms since 1970. */
  readonly untilMs: number;
}

/** Patience as people are told of it: what goes on around a request takes a few seconds more. */
export function secondsOf(patienceMs: number): number {
  return Math.ceil(patienceMs / 5000) * 5;
}

/** Whoever waits, a person in a browser or the end of a flow, would wait too long for this. */
export class PatienceOver extends Error {
  override readonly name = 'PatienceOver';

  constructor({ ms }: Patience) {
    super(
      `This takes longer than there is time for here (${secondsOf(ms)} s), so it was given up: try again in a minute. A running flow waits longer.`,
    );
  }
}

/** A clock on which nobody sleeps longer than there is patience for: whoever would is thrown PatienceOver at once. */
export function patientClock(clock: Clock, patience: Patience): Clock {
  return {
    now: () => clock.now(),
    async sleep(ms) {
      if (clock.now() + ms > patience.untilMs) throw new PatienceOver(patience);
      await clock.sleep(ms);
    },
    after: (ms, act) => clock.after(ms, act),
  };
}
