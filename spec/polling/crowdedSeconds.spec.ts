import assert from 'node:assert/strict';
import { seededRandom } from '../../local/sandbox/brand/random.js';
import { SimulatedDirectory } from '../../local/simulation/simulatedDirectory.js';
import { PolledFlow } from '../support/polledFlow.js';

const NOW = Date.UTC(2026, 0, 1) / 1000;
const CROWDED = NOW - 100_000;

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

/** Everything that is was delivered, nothing twice. */
function assertWhole({ delivered }: PolledFlow, directory: SimulatedDirectory): void {
  const versions = new Set(delivered);
  assert.equal(versions.size, delivered.length, 'none comes twice');
  for (const [id, { second }] of directory.truth) assert.ok(versions.has(`${id} ${second}`), id);
}

/** The kind: hundreds or thousands of contacts with the same time, which no window can tell apart. */
describe('Polling a crowded second', () => {
  it('never lets it hold up others: what keeps changing is left for later, then delivered once', () => {
    const directory = crowd(9900);
    for (let made = 0; made < 5; made += 1) directory.seed(`CID_new_${made}`, NOW - 5000 + made);
    const flow = new PolledFlow(directory);
    flow.start({ onSearch: restless(directory, 2) });
    assert.deepEqual(flow.postponed, [CROWDED]);
    for (let made = 0; made < 5; made += 1) assert.ok(flow.delivered.includes(`CID_new_${made} ${NOW - 5000 + made}`));
    directory.now += 1000;
    flow.start();
    flow.start();
    assertWhole(flow, directory);
  });

  it('reads it though one of 9,900 changes now and then', () => {
    const directory = crowd(9900);
    const flow = new PolledFlow(directory);
    flow.start({ onSearch: restless(directory, 150) });
    assert.deepEqual(flow.postponed, []);
    assert.ok(flow.delivered.length >= 9900);
  });

  it('divides it by the creation, so that more than 10,000 and changing ones are all delivered', () => {
    const directory = crowd(25_000, (made) => CROWDED - 1_000_000 + made * 7);
    const flow = new PolledFlow(directory);
    flow.start({ onSearch: restless(directory, 20) });
    directory.now += 1000;
    flow.start();
    assert.deepEqual([flow.unreadable, flow.postponed], [[], []]);
    assertWhole(flow, directory);
  });

  for (const isRestarted of [false, true]) {
    it(`reports more than 10,000 that cannot be divided once${isRestarted ? ', in processes of their own, too' : ''}`, () => {
      const directory = crowd(10_050);
      const flow = new PolledFlow(directory);
      for (let start = 1; start <= 100; start += 1) {
        assert.deepEqual(flow.unreadable, []);
        flow.start({ onePage: true });
        if (isRestarted) flow.restart();
      }
      flow.start({ onePage: true });
      assert.equal(flow.delivered.length, 10_000);
      assert.deepEqual(flow.unreadable, [CROWDED]);
    });
  }

  it('holds up nothing, however many seconds keep changing', () => {
    const directory = crowd(0);
    const SECONDS = 6;
    for (let made = 0; made < SECONDS * 3000; made += 1) {
      directory.seed(`CID_${made}`, CROWDED + (made % SECONDS) * 1000);
    }
    const random = seededRandom(5);
    const change = (): void => directory.write(`CID_${random.below(SECONDS * 3000)}`, 0);
    const flow = new PolledFlow(directory);
    for (let start = 0; start < 5; start += 1) {
      directory.write(`CID_new_${start}`, 0);
      directory.now += 100;
      const before = directory.searches;
      flow.start({ onSearch: change });
      const isDelivered = flow.delivered.some((version) => version.startsWith(`CID_new_${start} `));
      assert.ok(isDelivered, `start ${start}`);
      // One of them is tried again at each start, not all six: four looks at its thirty pages.
      const searches = directory.searches - before;
      if (start > 0) assert.ok(searches < (SECONDS / 2) * 4 * 30, `${searches} searches`);
    }
    directory.now += 1000;
    for (let start = 0; start < 3 * SECONDS; start += 1) flow.start();
    assertWhole(flow, directory);
  });

  it('delivers one that has a newer time than it was found by with that time, and loses no other', () => {
    const directory = crowd(200);
    directory.seed('CID_later', CROWDED + 500);
    const truth = directory.answer.bind(directory);
    directory.answer = (ask, pageSize) => {
      const { rows, ...answer } = truth(ask, pageSize);
      const isFound = ask.to === CROWDED + 1;
      return {
        ...answer,
        rows: rows.map((row) => (isFound && row.id === 'CID_0' ? { ...row, second: CROWDED + 5000 } : row)),
      };
    };
    const flow = new PolledFlow(directory);
    for (let start = 0; start < 6; start += 1) {
      flow.start({ onePage: true });
      flow.restart();
    }
    assert.ok(flow.delivered.includes(`CID_later ${CROWDED + 500}`));
    assert.equal(new Set(flow.delivered).size, flow.delivered.length, 'none comes twice');
  });
});
