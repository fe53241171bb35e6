import assert from 'node:assert/strict';
import { type Random, seededRandom } from '../../local/sandbox/brand/random.js';
import { SimulatedDirectory, type Time } from '../../local/simulation/simulatedDirectory.js';
import type { Answer, Ask } from '../../src/polling/plan/conversation.js';
import { ContactsKeepChanging } from '../../src/polling/plan/crowdedSecond.js';
import { MAX_ASKS } from '../../src/polling/plan/pages.js';
import { poll } from '../../src/polling/plan/poll.js';
import {
  fitsSnapshot,
  MAX_SNAPSHOT_BYTES,
  type PollTarget,
  resume,
  toSnapshot,
} from '../../src/polling/plan/snapshot.js';
import { FEW, type History, MAX_GAP_SECONDS } from './pollingHistory.js';

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
    this.directory.tokenRule = history.tokenRule;
    // Where tokens tell nothing of places, nobody can know that a contact was left out.
    this.directory.dropping = history.tokenRule === 'offset' ? history.dropping : 0;
    this.directory.tellsMilliseconds = history.tellsMilliseconds;
    this.directory.tellsCreation = history.tellsCreation;
    let second = START - (history.old > FEW ? history.old * MAX_GAP_SECONDS : 100_000);
    for (let made = 0; made < history.old; ) {
      const crowd = Math.min(1 + this.random.below(history.crowd), history.old - made);
      for (let one = 0; one < crowd; one += 1)
        this.directory.seed(this.#newId(), second, second - this.random.below(5000));
      made += crowd;
      second += 1 + this.random.below(MAX_GAP_SECONDS - 1);
    }
  }

  /** Polls once, as the trigger does; gives how many contacts were delivered, and seconds left for later. */
  poll(): number {
    const { pageSize, onePage, dying, failing } = this.#history;
    const { position: start, spanSeconds, restartedBecause } = resume(QUESTION, this.#snapshot);
    assert.equal(restartedBecause, undefined);
    const fits = fitsSnapshot.bind(undefined, QUESTION);
    const endSecond = this.#endSecond;
    const conversation = poll<string>({ start, pageSize, onePage, endSecond, spanSeconds, fits });
    let delivered = 0;
    let postponed = 0;
    try {
      for (let next = conversation.next([]); !next.done; ) {
        const wish = next.value;
        if (wish.kind === 'ask') {
          assert.ok(wish.asks.length <= MAX_ASKS, 'what changes meanwhile makes few requests void');
          const answers = new Map<Ask, Answer<string>>();
          for (const ask of this.#inAnyOrder(wish.asks)) {
            this.#happen();
            if (!this.#isQuiet && this.random.next() < failing) throw new ContainerDied();
            answers.set(ask, this.directory.answer(ask, pageSize));
          }
          next = conversation.next(wish.asks.flatMap((ask) => answers.get(ask) ?? []));
          continue;
        }
        if (wish.kind === 'postponed') {
          postponed += 1;
          next = conversation.next([]);
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
      if (error instanceof ContainerDied || this.#mayFail(error)) return 1;
      throw error;
    }
    if (onePage) assert.ok(delivered <= pageSize, 'at most one page a flow start');
    // One second that was left for later is looked at by each poll, and may have emptied.
    return delivered + postponed + resume(QUESTION, this.#snapshot).position.unread.length;
  }

  /** Questions that are sent together are answered in whatever order. */
  #inAnyOrder(asks: readonly Ask[]): readonly Ask[] {
    return asks
      .map((ask) => ({ ask, place: this.random.next() }))
      .sort((a, b) => a.place - b.place)
      .map(({ ask }) => ask);
  }

  /** A second that moves, or of which pages leave some out, may be left for the next poll. */
  #mayFail(error: unknown): boolean {
    return error instanceof ContactsKeepChanging && (!this.#isQuiet || this.#history.dropping > 0);
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
