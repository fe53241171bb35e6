import assert from 'node:assert/strict';
import { directoryOf } from '../../local/simulation/contactTimes.js';
import { readAll } from '../../local/simulation/readAll.js';
import { SimulatedDirectory, TOKEN_RULES } from '../../local/simulation/simulatedDirectory.js';
import { SearchesLeadNowhere } from '../../src/polling/plan/poll.js';

const NOW = Date.UTC(2026, 0, 1) / 1000;
const SIZES = [0, 1, 99, 100, 101, 250, 1234, 5000];

/** Some searches for nothing, and then at most so many for each contact, whatever Qualtrics answers. */
const FOR_NOTHING = 30;
const FOR_EACH = 1 / 20;

/** Reads everything; gives how many searches that took, and how many until the first contact was delivered. */
function readWhole(directory: SimulatedDirectory): { searches: number; untilFirst: number } {
  const delivered: string[] = [];
  let untilFirst = 0;
  readAll(directory, (id) => {
    untilFirst ||= directory.searches;
    delivered.push(id);
  });
  assert.deepEqual(new Set(delivered), new Set(directory.truth.keys()), 'none is missed');
  assert.equal(new Set(delivered).size, delivered.length, 'none comes twice');
  return { searches: directory.searches, untilFirst };
}

/** The kind: answers that keep to no rule of how pages follow each other. A poll ends all the same, and is complete. */
describe('Polling, whatever the tokens are', () => {
  for (const rule of TOKEN_RULES) {
    for (const contacts of SIZES) {
      it(`tokens ${rule}: ${contacts} contacts, and no more searches than they are worth`, () => {
        const directory = directoryOf(contacts, 'steady');
        directory.tokenRule = rule;
        const { searches } = readWhole(directory);
        assert.ok(searches <= FOR_NOTHING + FOR_EACH * contacts, `${searches} searches`);
      });
    }
  }

  for (const contacts of SIZES) {
    it(`pages of 40 where 100 were asked for: ${contacts} contacts`, () => {
      const directory = directoryOf(contacts, 'steady');
      directory.largestPage = 40;
      const { searches } = readWhole(directory);
      assert.ok(searches <= FOR_NOTHING + (2 * contacts) / 20, `${searches} searches`);
    });

    it(`full pages that leave out contacts now and then: ${contacts} contacts`, () => {
      const directory = directoryOf(contacts, 'steady');
      directory.dropping = 0.02;
      const { searches } = readWhole(directory);
      assert.ok(searches <= FOR_NOTHING + FOR_EACH * contacts, `${searches} searches`);
    });
  }

  it('the same full page, whatever is asked for: an error, after what was found', () => {
    const directory = directoryOf(100, 'steady');
    const page = directory.answer({ from: 0, to: undefined, offset: 0 }, 100);
    let asked = 0;
    directory.answer = () => {
      asked += 1;
      return { ...page, token: `another ${asked}` };
    };
    assert.throws(() => readAll(directory, () => undefined), SearchesLeadNowhere);
  });

  for (const contacts of [250, 5000, 100_000]) {
    it(`the newest first: ${contacts} contacts, the first of them soon`, () => {
      const directory = new SimulatedDirectory(NOW);
      for (let made = 0; made < contacts; made += 1) directory.seed(`CID_${made}`, NOW - 100_000 - made * 300);
      const { searches, untilFirst } = readWhole(directory);
      assert.ok(untilFirst <= FOR_NOTHING, `${untilFirst} searches before the first contact`);
      assert.ok(searches <= FOR_NOTHING + contacts / 80, `${searches} searches`);
    });
  }
});
