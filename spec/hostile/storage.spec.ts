import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { type Mangling, SPOILED_ANSWERS } from '../support/hostile/answerBodies.js';
import { answerFlaws, NO_ANSWER, runScenario } from '../support/hostile/answers.js';
import type { Scenario } from '../support/hostile/scenario.js';
import { SCENARIOS } from '../support/hostile/scenarios.js';
import { useWorld } from '../support/hostile/world.js';

const IDS: readonly unknown[] = [
  null,
  7,
  '',
  '..',
  '../up',
  'a/b',
  'a b',
  'a\u0000',
  '\ud800',
  'x'.repeat(5000),
  {},
  ['a'],
];

const ODD_IDS: readonly Mangling[] = IDS.map((objectId) => ({
  name: `the id ${JSON.stringify(objectId).slice(0, 30)}`,
  change: () => ({ body: JSON.stringify({ objectId }) }),
}));

/** How long a storage may be silent is for the specs of the platform's storage. */
const MANGLINGS: readonly Mangling[] = [...SPOILED_ANSWERS, ...ODD_IDS].filter(
  ({ name }) => !/silence|switch of/.test(name),
);

/** One of so many; with `HOSTILE=all` each of them. */
const EVERY = process.env.HOSTILE === 'all' ? 1 : 8;

/** The platform's storage: whatever it answers, the file is stored or the error says that it is not, and what was done before. */
describe('A hostile storage', () => {
  const world = useWorld({ isProxied: true });
  const scenario = (name: string): Scenario => SCENARIOS.find((one) => one.name === name) ?? assert.fail(name);

  let place = 0;

  async function flawsOf(method: 'GET' | 'POST', one: Scenario): Promise<string[]> {
    const good = await runScenario(world, one);
    const flaws: string[] = [];
    place += 1;
    for (const mangling of MANGLINGS.filter((_, number) => (number + place) % EVERY === 0)) {
      world.storageProxy.mangle = async (request, ask) => {
        if (request.method !== method) return undefined;
        return mangling.change(mangling.isRefusal ? NO_ANSWER : await ask(), world.storage.token);
      };
      const { emits: _, isDone: _done, ...anyNumber } = one;
      const run = await runScenario(world, anyNumber);
      flaws.push(
        ...answerFlaws(world, one, good, run, { isPlausible: true }).map((flaw) => `${mangling.name}: ${flaw}`),
      );
      const { data, errors } = run.outcome;
      if (data.length + errors.length !== 1)
        flaws.push(`${mangling.name}: ${data.length} messages, ${errors.length} errors`);
    }
    world.storageProxy.mangle = async () => undefined;
    return flaws;
  }

  it('that takes the file of an export', async () => {
    assert.ok(MANGLINGS.length >= 60);
    assert.deepEqual(await flawsOf('POST', scenario('Getting Survey Responses')), []);
  });

  it('that takes the report of an import', async () => {
    assert.deepEqual(await flawsOf('POST', scenario('Import Contacts')), []);
  });

  it('that gives the file to import', async () => {
    const { url } = await world.storage.add(Readable.from(['email,firstName\nnew@example.com,New\n']), 'text/csv');
    const { pathname, search } = new URL(url);
    const held = world.storage.clear;
    world.storage.clear = async () => undefined;
    const body = { attachmentUrl: `${world.storageProxy.url}${pathname}${search}` };
    assert.deepEqual(await flawsOf('GET', { ...scenario('Import Contacts'), body }), []);
    world.storage.clear = held;
  });
});
