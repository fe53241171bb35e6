import { BoundedMap } from '../../util/boundedMap.js';
import type { Clock } from './options.js';

interface HostState {
  /** Nobody goes before this moment, in ms since 1970. */
  heldUntilMs: number;
  /** How many may be under way at once: no limit, but after a 429 few, then one more for each that gets through. */
  most: number;
  underWay: number;
  waiting: (() => void)[];
}

/** More hosts than any process calls; the oldest one is forgotten. */
const MAX_HOSTS = 100;

/** After so many let through one after the other the limit is forgotten. */
const RECOVERED = 50;

/** One request's way through the gate. */
export interface GatePass {
  /** Says how it went: until when (ms since 1970) nobody may call the host; `undefined` when it met no limit. */
  report(heldUntilMs: number | undefined): void;
  /**
   * Makes room for others; a second call does nothing. Called when the answer is there: the body of a download may
   * take minutes, and nobody need wait for it.
   */
  leave(): void;
}

/**
 * Shared by all requests of a process to a host: after a 429 everybody holds back until the time is up, then one
 * request goes first, and each that gets through makes room for one more. So a limit costs few refusals.
 * p-limit and bottleneck bound concurrency and rate beforehand; neither pauses everyone on the server's word.
 */
export class RateLimitGate {
  readonly #hosts = new BoundedMap<HostState>({ most: MAX_HOSTS });

  /** Resolves as soon as the host may be called. Whoever was let in must leave, whatever happens. */
  async enter(host: string, clock: Clock): Promise<GatePass> {
    const state = this.#state(host);
    await waitForRoom(state, clock);
    let isInside = true;
    return {
      report: (heldUntilMs) => {
        if (heldUntilMs === undefined) {
          state.most = state.most >= RECOVERED ? Number.POSITIVE_INFINITY : state.most + 1;
        } else {
          state.heldUntilMs = Math.max(state.heldUntilMs, heldUntilMs);
          state.most = 1;
        }
      },
      leave: () => {
        if (isInside) makeRoom(state);
        isInside = false;
      },
    };
  }

  /** Forgets everything; for tests. */
  reset(): void {
    this.#hosts.reset();
  }

  #state(host: string): HostState {
    const known = this.#hosts.get(host);
    if (known) return known;
    const state = { heldUntilMs: 0, most: Number.POSITIVE_INFINITY, underWay: 0, waiting: [] };
    this.#hosts.set(host, state);
    return state;
  }
}

/** Waits for its turn and takes it in the same moment, so that no two take the same place. */
async function waitForRoom(state: HostState, clock: Clock): Promise<void> {
  for (;;) {
    const waitMs = state.heldUntilMs - clock.now();
    if (waitMs > 0) await clock.sleep(waitMs);
    else if (state.underWay >= state.most) await new Promise<void>((wake) => state.waiting.push(wake));
    else break;
  }
  state.underWay += 1;
}

function makeRoom(state: HostState): void {
  state.underWay -= 1;
  const { waiting } = state;
  state.waiting = [];
  for (const wake of waiting) wake();
}
