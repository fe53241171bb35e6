import assert from 'node:assert/strict';
import fc from 'fast-check';
import { seededRandom } from '../../local/sandbox/brand/random.js';
import { SimulatedDirectory } from '../../local/simulation/simulatedDirectory.js';
import { ContactsKeepChanging } from '../../src/polling/plan/crowdedSecond.js';
import { listAll, TooManyInOneSecond } from '../../src/polling/run/listAll.js';
import { historyCount } from '../support/historyCount.js';

const RUNS = historyCount(20);
const NOW = Date.UTC(2026, 0, 1) / 1000;

const AllListings = fc.record({
  seed: fc.nat(),
  pageSize: fc.constantFrom(1, 3, 10, 100),
  contacts: fc.nat({ max: 500 }),
  crowd: fc.constantFrom(1, 20, 300),
  unrest: fc.constantFrom(0, 0.1, 0.5),
});

describe('Listing everything, whatever happens meanwhile', () => {
  it(`gives each object that is there throughout exactly once, in ${RUNS} histories`, async function longer() {
    this.timeout(0);
    await fc.assert(
      fc.asyncProperty(AllListings, async ({ seed, pageSize, contacts, crowd, unrest }) => {
        const random = seededRandom(seed);
        const directory = new SimulatedDirectory(NOW);
        let second = NOW - 500_000;
        for (let made = 0; made < contacts; made += 1) {
          if (random.below(crowd) === 0) second += 1 + random.below(900);
          directory.seed(random.id('CID_'), second);
        }
        const throughout = new Set(directory.truth.keys());
        const happen = (): void => {
          if (random.next() >= unrest) return;
          directory.now += random.below(2);
          const [first] = throughout;
          if (random.next() < 0.5) directory.write(random.id('CID_'), 0);
          else if (first !== undefined) {
            throughout.delete(first);
            directory.delete(first, 0);
          }
        };
        const given: string[] = [];
        const ask = async (question: Parameters<typeof directory.answer>[0]) => {
          happen();
          return directory.answer(question, pageSize);
        };
        try {
          for await (const page of listAll(ask, { pageSize })) {
            assert.ok(page.length > 0 && page.length <= pageSize);
            given.push(...page);
          }
        } catch (error) {
          if (!(error instanceof ContactsKeepChanging)) throw error;
          return;
        }
        assert.equal(new Set(given).size, given.length, 'nothing twice');
        for (const id of throughout) assert.ok(given.includes(id), `missed ${id}`);
      }),
      { numRuns: RUNS },
    );
  });

  it('gives each that was just made, though others of them go while they are read', async () => {
    const directory = new SimulatedDirectory(NOW);
    for (let made = 0; made < 250; made += 1) directory.seed(`CID_${made}`, NOW - 10);
    for (let made = 250; made < 10_400; made += 1) directory.seed(`CID_${made}`, NOW - 40 + (made % 30));
    const given: string[] = [];
    const ask = async (question: Parameters<typeof directory.answer>[0]) => {
      const answer = directory.answer(question, 100);
      if (directory.searches === 1) directory.delete('CID_0', 0);
      return answer;
    };
    for await (const page of listAll(ask, { pageSize: 100 })) given.push(...page);
    assert.equal(new Set(given).size, given.length, 'nothing twice');
    assert.deepEqual(new Set(given), new Set(directory.truth.keys()));
  });

  it('lists more than 10,000, and says when one second holds more than Qualtrics lists', async () => {
    const directory = new SimulatedDirectory(NOW);
    for (let made = 0; made < 12_345; made += 1) directory.seed(`CID_${made}`, NOW - 100_000 + made);
    const list = async () => {
      let given = 0;
      const ask = async (question: Parameters<typeof directory.answer>[0]) => directory.answer(question, 100);
      for await (const page of listAll(ask, { pageSize: 100 })) given += page.length;
      return given;
    };
    assert.equal(await list(), 12_345);
    for (let made = 0; made < 10_001; made += 1) directory.seed(`CID_crowd_${made}`, NOW - 200_000);
    await assert.rejects(list(), TooManyInOneSecond);
  });
});
