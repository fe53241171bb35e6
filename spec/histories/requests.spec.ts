import assert from 'node:assert/strict';
import { seededRandom } from '../../local/sandbox/brand/random.js';
import { directoryOf, SHAPES, type Shape } from '../../local/simulation/contactTimes.js';
import { readAll } from '../../local/simulation/readAll.js';

/** Sizes of directories; `SEARCH_SIZES="$(seq -s ' ' 5000 50 30000)"` tries others. */
const SIZES = (process.env.SEARCH_SIZES ?? '5000 5051 5250 7500 9899 9900 10050 10100 12000 20000 50000').split(' ');

/** Two windows: one that is delivered and one that is read meanwhile. A directory of a million: `npm run bench polling`. */
const MAX_HELD = 2 * 9900;

describe('Searches that polling needs', () => {
  for (const shape of Object.keys(SHAPES) as Shape[]) {
    for (const contacts of SIZES.map(Number)) {
      it(`are at most 1.1 for each 100 of ${contacts} contacts (${shape})`, () => {
        const directory = directoryOf(contacts, shape);
        const seen = new Set<string>();
        let delivered = 0;
        const mostHeld = readAll(directory, (id) => {
          seen.add(id);
          delivered += 1;
        });
        assert.equal(seen.size, contacts);
        assert.equal(delivered, contacts);
        const perPage = directory.searches / (contacts / 100);
        assert.ok(perPage <= 1.1, `${perPage.toFixed(3)} searches for each 100 contacts`);
        assert.ok(mostHeld <= MAX_HELD, `${mostHeld} contacts read ahead of delivery`);
      });
    }
  }

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
