import assert from 'node:assert/strict';
import { SimulatedDirectory } from '../../local/simulation/simulatedDirectory.js';
import { poll } from '../../src/polling/plan/poll.js';
import { fitsSnapshot, resume, toSnapshot } from '../../src/polling/plan/snapshot.js';

const NOW = Date.UTC(2026, 0, 1) / 1000;
const CROWDED = NOW - 100_000;
const TARGET = { objectType: 'contacts', directoryId: 'POOL_1', timestampField: 'lastModified', startTime: '' };

/** A flow whose snapshot is kept from one start to the next. */
class Flow {
  readonly delivered: string[] = [];
  readonly postponed: number[] = [];
  readonly unreadable: number[] = [];
  readonly #directory: SimulatedDirectory;
  #snapshot: unknown;

  constructor(directory: SimulatedDirectory) {
    this.#directory = directory;
  }

  start({ onePage = false, onSearch }: { onePage?: boolean; onSearch?: () => void } = {}): void {
    const { position: start, spanSeconds } = resume(TARGET, this.#snapshot);
    const fits = fitsSnapshot.bind(undefined, TARGET);
    const conversation = poll<string>({ start, pageSize: 100, onePage, spanSeconds, fits });
    for (let next = conversation.next([]); !next.done; ) {
      const wish = next.value;
      if (wish.kind === 'ask') {
        const answers = wish.asks.map((ask) => {
          onSearch?.();
          return this.#directory.answer(ask, 100);
        });
        next = conversation.next(answers);
        continue;
      }
      if (wish.kind === 'postponed') this.postponed.push(wish.second);
      else if (wish.kind === 'unreadable') this.unreadable.push(wish.second);
      else {
        this.delivered.push(...wish.page.map(({ id, second }) => `${id} ${second}`));
        this.#snapshot = JSON.parse(JSON.stringify(toSnapshot(TARGET, wish.position, wish.spanSeconds)));
      }
      next = conversation.next([]);
    }
  }
}

/** `created`: when each was; else all in the same second, as an import makes them. */
function crowd(contacts: number, created?: (made: number) => number): SimulatedDirectory {
  const directory = new SimulatedDirectory(NOW);
  directory.tellsCreation = true;
  for (let made = 0; made < contacts; made += 1) directory.seed(`CID_${made}`, CROWDED, created?.(made));
  return directory;
}

/** Changes one contact of the crowd at every so many searches. */
function restless(directory: SimulatedDirectory, every: number): () => void {
  let searches = 0;
  return () => {
    searches += 1;
    if (searches % every === 0) directory.write(`CID_${(searches * 7919) % 9900}`, 0);
    directory.now += 1;
  };
}

/** The kind: hundreds or thousands of contacts with the same time, which no window can tell apart. */
describe('Polling a crowded second', () => {
  it('never lets it hold up others: what keeps changing is left for later, then delivered once', () => {
    const directory = crowd(9900);
    for (let made = 0; made < 5; made += 1) directory.seed(`CID_new_${made}`, NOW - 5000 + made);
    const flow = new Flow(directory);
    flow.start({ onSearch: restless(directory, 2) });
    assert.deepEqual(flow.postponed, [CROWDED]);
    for (let made = 0; made < 5; made += 1) assert.ok(flow.delivered.includes(`CID_new_${made} ${NOW - 5000 + made}`));
    directory.now += 1000;
    flow.start();
    flow.start();
    assert.equal(new Set(flow.delivered).size, flow.delivered.length, 'none comes twice');
    for (const [id, { second }] of directory.truth) assert.ok(flow.delivered.includes(`${id} ${second}`), id);
  });

  it('reads it though one of 9,900 changes now and then', () => {
    const directory = crowd(9900);
    const flow = new Flow(directory);
    flow.start({ onSearch: restless(directory, 150) });
    assert.deepEqual(flow.postponed, []);
    assert.ok(flow.delivered.length >= 9900);
  });

  it('divides it by the creation, so that more than 10,000 and changing ones are all delivered', () => {
    const directory = crowd(25_000, (made) => CROWDED - 1_000_000 + made * 7);
    const flow = new Flow(directory);
    flow.start({ onSearch: restless(directory, 20) });
    directory.now += 1000;
    flow.start();
    assert.deepEqual([flow.unreadable, flow.postponed], [[], []]);
    assert.equal(new Set(flow.delivered).size, flow.delivered.length, 'none comes twice');
    for (const [id, { second }] of directory.truth) assert.ok(flow.delivered.includes(`${id} ${second}`), id);
  });

  it('reports more than 10,000 that cannot be divided once, not at every flow start', () => {
    const directory = crowd(10_050);
    const flow = new Flow(directory);
    for (let start = 0; start < 3; start += 1) flow.start({ onePage: true });
    assert.deepEqual([flow.delivered.length, flow.unreadable], [300, []]);
    flow.start();
    flow.start();
    assert.equal(flow.delivered.length, 10_000);
    assert.deepEqual(flow.unreadable, [CROWDED]);
  });
});
