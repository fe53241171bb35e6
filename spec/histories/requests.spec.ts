import assert from 'node:assert/strict';
import { seededRandom } from '../../local/sandbox/brand/random.js';
import { directoryOf, SHAPES, type Shape } from '../../local/simulation/contactTimes.js';
import { readAll } from '../../local/simulation/readAll.js';
import { SimulatedDirectory } from '../../local/simulation/simulatedDirectory.js';
import { poll } from '../../src/polling/plan/poll.js';
import { startingAt } from '../../src/polling/plan/position.js';

const NOW = Date.UTC(2026, 0, 1) / 1000;

/** Large ones wait for `npm run test:histories`. */
const LARGE = process.env.HISTORIES === undefined ? '' : ' 20000 50000';

/** Sizes of directories; `SEARCH_SIZES="$(seq -s ' ' 5000 50 30000)"` tries others. */
const SIZES = (process.env.SEARCH_SIZES ?? `1234 5000 5051 5250 7500 9899 9900 10050 10100 12000${LARGE}`).split(' ');

/** Two windows: one that is delivered and one that is read meanwhile. A directory of a million: `npm run bench polling`. */
const MAX_HELD = 2 * 9900;

/** Pages share a contact with the one before, so each brings 99. */
const NEW_ON_A_PAGE = 99;

/** What finding the way costs, whatever the size: nobody tells how many contacts there are, nor when they changed. */
const TO_FIND_THE_WAY = 25;

/** The first page is delivered after so many, few where contacts come evenly. */
const UNTIL_THE_FIRST_PAGE = 20;
const UNTIL_THE_FIRST_OF_EVEN = 8;

/** Searches that are under way at a time. */
const AT_ONCE = 4;

/** How many waves of four searches reading takes, and the pages that are delivered after the last one. */
function readInWaves(directory: SimulatedDirectory): { searches: number; waves: number; lastPages: number } {
  let waves = 0;
  let lastPages = 0;
  const conversation = poll<string>({ start: startingAt(0), pageSize: 100, onePage: false, fits: () => true });
  for (let next = conversation.next([]); !next.done; ) {
    const wish = next.value;
    if (wish.kind !== 'ask') {
      lastPages += 1;
      next = conversation.next([]);
      continue;
    }
    waves += Math.ceil(wish.asks.length / AT_ONCE);
    lastPages = 0;
    next = conversation.next(wish.asks.map((ask) => directory.answer(ask, 100)));
  }
  return { searches: directory.searches, waves, lastPages };
}

describe('Searches that polling needs', () => {
  for (const shape of Object.keys(SHAPES) as Shape[]) {
    for (const contacts of SIZES.map(Number)) {
      it(`are little more than the pages of ${contacts} contacts (${shape}), a few of them before the first`, () => {
        const directory = directoryOf(contacts, shape);
        const seen = new Set<string>();
        let delivered = 0;
        let untilFirst = 0;
        const mostHeld = readAll(directory, (id) => {
          untilFirst ||= directory.searches;
          seen.add(id);
          delivered += 1;
        });
        assert.equal(seen.size, contacts);
        assert.equal(delivered, contacts);
        const most = contacts / NEW_ON_A_PAGE + TO_FIND_THE_WAY;
        assert.ok(directory.searches <= most, `${directory.searches} searches, at most ${most.toFixed(0)}`);
        assert.ok(untilFirst <= UNTIL_THE_FIRST_PAGE, `${untilFirst} searches before the first contact`);
        assert.ok(mostHeld <= MAX_HELD, `${mostHeld} contacts read ahead of delivery`);
      });
    }
  }

  it('are at most 1.06 for each 100 of 5,000 contacts in the order they were made, 18 for 1,234', () => {
    for (const [contacts, most] of [
      [5000, 53],
      [1234, 18],
    ] as const) {
      const directory = new SimulatedDirectory(NOW);
      for (let made = 0; made < contacts; made += 1) directory.seed(`CID_${made}`, NOW - 4_000_000 + made * 600);
      let untilFirst = 0;
      readAll(directory, () => {
        untilFirst ||= directory.searches;
      });
      assert.ok(directory.searches <= most, `${directory.searches} searches for ${contacts} contacts`);
      assert.ok(untilFirst <= UNTIL_THE_FIRST_OF_EVEN, `${untilFirst} searches before the first contact`);
    }
  });

  for (const shape of Object.keys(SHAPES) as Shape[]) {
    const most = shape === 'one import' ? 20 : 18;
    it(`are ${most} for about 1,234 contacts, 8 of them before the first, as the mean of twenty (${shape})`, () => {
      const readings = Array.from({ length: 20 }, (_, index) => {
        const directory = directoryOf(1224 + index, shape);
        let untilFirst = 0;
        readAll(directory, () => {
          untilFirst ||= directory.searches;
        });
        return { searches: directory.searches, untilFirst };
      });
      const mean = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count) / counts.length;
      const searches = mean(readings.map((reading) => reading.searches));
      assert.ok(searches <= most, `${searches.toFixed(1)} searches`);
      const untilFirst = mean(readings.map((reading) => reading.untilFirst));
      assert.ok(untilFirst <= UNTIL_THE_FIRST_OF_EVEN, `${untilFirst.toFixed(1)} searches before the first contact`);
    });
  }

  it('are four at a time for two thirds of the time, and leave little to deliver at the end (5,000 contacts)', () => {
    const sizes = Array.from({ length: 11 }, (_, index) => 4900 + 20 * index);
    const readings = sizes.map((contacts) => readInWaves(directoryOf(contacts, 'steady')));
    const mean = (figure: (reading: (typeof readings)[number]) => number): number =>
      readings.reduce((sum, reading) => sum + figure(reading), 0) / readings.length;
    const atOnce = mean(({ searches, waves }) => searches / waves);
    assert.ok(atOnce >= (AT_ONCE * 2) / 3, `${atOnce.toFixed(2)} at a time`);
    const atTheEnd = mean(({ lastPages }) => lastPages);
    assert.ok(atTheEnd <= 20, `${atTheEnd.toFixed(1)} pages are delivered when all was read`);
  });

  it('stay few while contacts keep changing: a change in every third search of 20,000 contacts', () => {
    const contacts = 20_000;
    const directory = directoryOf(contacts, 'steady');
    const random = seededRandom(3);
    const ids = [...directory.truth.keys()];
    const delivered = new Set<string>();
    readAll(
      directory,
      (id) => delivered.add(id),
      () => {
        if (random.next() < 1 / 3) directory.write(random.pick(ids), 0);
        if (random.next() < 1 / 10) directory.now += 1;
      },
    );
    assert.equal(delivered.size, contacts);
    const perPage = directory.searches / (contacts / 100);
    assert.ok(perPage <= 4, `${perPage.toFixed(3)} searches for each 100 contacts`);
  });
});
