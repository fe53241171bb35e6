import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Random, seededRandom } from '../../local/sandbox/brand/random.js';
import { SimulatedDirectory, type Time } from '../../local/simulation/simulatedDirectory.js';
import { poll } from '../../src/polling/plan/poll.js';
import {
  fitsSnapshot,
  MAX_SNAPSHOT_BYTES,
  type PollTarget,
  resume,
  toSnapshot,
} from '../../src/polling/plan/snapshot.js';
import { ContactsKeepChanging } from '../../src/polling/plan/window.js';

/** A directory's life while it is polled: everything else follows from the seed. */
export interface History {
  readonly seed: number;
  readonly pageSize: number;
  readonly onePage: boolean;
  /** Contacts there at the beginning. */
  readonly old: number;
  /** How many of them share a second, at the most. */
  readonly crowd: number;
  /** Chance that something happens between two requests. */
  readonly unrest: number;
  /** Longest lag of the index in seconds, 60 at the most. */
  readonly lag: number;
  /** Chance that a request fails. */
  readonly failing: number;
  /** Chance that the container dies at a contact it delivers. */
  readonly dying: number;
  /** Polls while things happen; then it is polled until all is quiet. */
  readonly polls: number;
  readonly tokensAreOffsets: boolean;
  /** Chance that two contacts change places in the index when something happens. */
  readonly disorder: number;
  /** Whether the time of a change is told to the millisecond, so that two in one second can be told apart. */
  readonly tellsMilliseconds: boolean;
  /** Seconds after the beginning of things from which on contacts are no longer wanted; `undefined`: never. */
  readonly endAfter: number | undefined;
}

/** Of few contacts some may carry a time that is yet to come, as imports and clocks make them. */
const FEW = 400;
const MAX_GAP_SECONDS = 501;

const anyHistory = {
  seed: fc.nat(),
  pageSize: fc.constantFrom(1, 2, 3, 5, 10, 100),
  onePage: fc.boolean(),
  old: fc.nat({ max: FEW }),
  crowd: fc.constantFrom(1, 3, 40, 300),
  unrest: fc.constantFrom(0, 0.05, 0.3, 0.8),
  lag: fc.constantFrom(0, 5, 60),
  failing: fc.constantFrom(0, 0.02),
  dying: fc.constantFrom(0, 0.01),
  polls: fc.integer({ min: 1, max: 8 }),
  tokensAreOffsets: fc.boolean(),
  disorder: fc.constantFrom(0, 0, 0.5),
  tellsMilliseconds: fc.boolean(),
  endAfter: fc.constantFrom(undefined, undefined, -30_000, 0, 30, 200),
};

/** With a thousand contacts and more, overlapping pages are read, which want an index that keeps its order. */
const bulkHistory = {
  ...anyHistory,
  pageSize: fc.constant(20),
  onePage: fc.constant(false),
  old: fc.integer({ min: 900, max: 2200 }),
  tokensAreOffsets: fc.constant(true),
  disorder: fc.constant(0),
};

export const AllHistories: fc.Arbitrary<History> = fc.oneof(
  { weight: 9, arbitrary: fc.record(anyHistory) },
  { weight: 1, arbitrary: fc.record(bulkHistory) },
);

const START = Date.UTC(2026, 0, 1) / 1000;
const QUESTION: PollTarget = {
  objectType: 'contacts',
  directoryId: 'POOL_1',
  timestampField: 'lastModified',
  startTime: '',
};
const QUIET_SECONDS = 130;
const MAX_QUIET_POLLS = 2000;
const MAX_EVENTS = 300;

class ContainerDied extends Error {}

function versionOf(id: string, { second, millisecond }: Time): string {
  return `${id} ${second}.${millisecond}`;
}

/** Lives through a history; fails when a contact was missed, or came twice without a crash. */
export function liveThrough(history: History): void {
  const life = new Life(history);
  for (let round = 0; round < history.polls; round += 1) {
    life.poll();
    life.pass(life.random.below(90));
  }
  life.becomeQuiet();
  for (let round = 0; ; round += 1) {
    assert.ok(round < MAX_QUIET_POLLS, 'polling never comes to its end');
    if (life.poll() === 0) break;
  }
  life.check();
}

class Life {
  readonly random: Random;
  readonly directory: SimulatedDirectory;
  readonly #history: History;
  readonly #delivered = new Map<string, number>();
  /** Versions that a crash may have repeated. */
  readonly #excused = new Set<string>();
  #snapshot: unknown;
  #isQuiet = false;
  /** Contacts must not come faster for ever than pages of one contact can be read. */
  #eventsLeft = MAX_EVENTS;

  constructor(history: History) {
    this.#history = history;
    this.random = seededRandom(history.seed);
    this.directory = new SimulatedDirectory(START);
    this.directory.tokensAreOffsets = history.tokensAreOffsets;
    this.directory.tellsMilliseconds = history.tellsMilliseconds;
    let second = START - (history.old > FEW ? history.old * MAX_GAP_SECONDS : 100_000);
    for (let made = 0; made < history.old; ) {
      const crowd = Math.min(1 + this.random.below(history.crowd), history.old - made);
      for (let one = 0; one < crowd; one += 1) this.directory.seed(this.#newId(), second);
      made += crowd;
      second += 1 + this.random.below(MAX_GAP_SECONDS - 1);
    }
  }

  /** Polls once, as the trigger does; gives how many contacts were delivered. */
  poll(): number {
    const { pageSize, onePage, dying, failing } = this.#history;
    const { position: start, spanSeconds, restartedBecause } = resume(QUESTION, this.#snapshot);
    assert.equal(restartedBecause, undefined);
    const fits = fitsSnapshot.bind(undefined, QUESTION);
    const endSecond = this.#endSecond;
    const conversation = poll<string>({ start, pageSize, onePage, endSecond, spanSeconds, fits });
    let delivered = 0;
    try {
      for (let next = conversation.next([]); !next.done; ) {
        const wish = next.value;
        if (wish.kind === 'ask') {
          assert.ok(wish.asks.length <= 4, 'at most four requests at once');
          const answers = wish.asks.map((ask) => {
            this.#happen();
            if (!this.#isQuiet && this.random.next() < failing) throw new ContainerDied();
            return this.directory.answer(ask, pageSize);
          });
          next = conversation.next(answers);
          continue;
        }
        assert.ok(wish.kind === 'page', 'no second holds too many');
        assert.ok(wish.page.length <= pageSize, 'pages are not larger than asked for');
        for (const row of wish.page) {
          delivered += 1;
          const version = versionOf(row.id, row);
          this.#delivered.set(version, (this.#delivered.get(version) ?? 0) + 1);
          if (!this.#isQuiet && this.random.next() < dying) {
            for (const repeated of wish.page) this.#excused.add(versionOf(repeated.id, repeated));
            throw new ContainerDied();
          }
        }
        const snapshot = JSON.stringify(toSnapshot(QUESTION, wish.position, wish.spanSeconds));
        assert.ok(Buffer.byteLength(snapshot) <= MAX_SNAPSHOT_BYTES, 'snapshots are small');
        this.#snapshot = JSON.parse(snapshot);
        next = conversation.next([]);
      }
    } catch (error) {
      if (error instanceof ContainerDied || (error instanceof ContactsKeepChanging && !this.#isQuiet)) return 1;
      throw error;
    }
    if (onePage) assert.ok(delivered <= pageSize, 'at most one page a flow start');
    return delivered;
  }

  pass(seconds: number): void {
    this.directory.now += seconds;
  }

  get #endSecond(): number | undefined {
    const { endAfter } = this.#history;
    return endAfter === undefined ? undefined : START + endAfter;
  }

  becomeQuiet(): void {
    this.#isQuiet = true;
    this.pass(QUIET_SECONDS);
  }

  /** Whatever is now, was delivered, as far as it is wanted; nothing was twice, but for what was on its way at a crash. */
  check(): void {
    for (const [id, time] of this.directory.truth) {
      const isWanted = time.second < (this.#endSecond ?? Number.POSITIVE_INFINITY);
      const wasDelivered = this.#delivered.has(versionOf(id, time));
      assert.ok(wasDelivered === isWanted, `${isWanted ? 'missed' : 'not wanted'}: ${id} of ${time.second - START}`);
    }
    for (const [version, times] of this.#delivered) {
      assert.ok(times === 1 || this.#excused.has(version), `delivered ${times} times: ${version}`);
    }
  }

  /** Between two requests: time passes, contacts come, change and go, now and then hundreds at once. */
  #happen(): void {
    if (this.#isQuiet || this.#eventsLeft <= 0 || this.random.next() >= this.#history.unrest) return;
    this.#eventsLeft -= 1;
    this.pass(this.random.below(3));
    const { disorder } = this.#history;
    if (disorder > 0 && this.random.next() < disorder) {
      const ids = [...this.directory.truth.keys()];
      if (ids.length > 0) this.directory.swap(this.random.pick(ids), this.random.pick(ids));
    }
    const burst = this.random.next() < 0.05 ? this.random.below(150) : 1;
    for (let count = 0; count < burst; count += 1) {
      const what = this.random.next();
      const known = this.#someId();
      if (what < 0.4 || known === undefined) this.directory.write(this.#newId(), this.#lag());
      else if (what < 0.8) this.directory.write(known, this.#lag());
      else this.directory.delete(known, this.#lag());
    }
  }

  #lag(): number {
    return this.#history.lag === 0 ? 0 : this.random.below(this.#history.lag + 1);
  }

  #someId(): string | undefined {
    const { truth } = this.directory;
    if (truth.size === 0) return undefined;
    let skip = this.random.below(Math.min(truth.size, 50));
    for (const id of truth.keys()) {
      if (skip === 0) return id;
      skip -= 1;
    }
    return undefined;
  }

  /** Ids whose order says nothing about time. */
  #newId(): string {
    return this.random.id('CID_');
  }
}
