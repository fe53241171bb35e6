import assert from 'node:assert/strict';
import { type Mangling, SPOILED_ANSWERS } from '../support/hostile/answerBodies.js';
import { type Asked, answerFlaws, runScenario } from '../support/hostile/answers.js';
import { SPOILED_VALUES } from '../support/hostile/answerValues.js';
import { messageOf } from '../support/hostile/attack.js';
import { isUnpolluted } from '../support/hostile/judge.js';
import { SCENARIOS } from '../support/hostile/scenarios.js';
import { useWorld } from '../support/hostile/world.js';

const MANGLINGS: readonly Mangling[] = [...SPOILED_ANSWERS, ...SPOILED_VALUES];

/** Of so many ways to spoil an answer one, another one for each answer; with `HOSTILE=all` every way for every answer. */
const EVERY = process.env.HOSTILE === 'all' ? 1 : 24;

/** All of them take minutes. */
const TIMEOUT_MS = 600_000;

/**
 * Every answer that a step reads, spoiled in every way. The step does its job or ends with one clear error; it asks no
 * more than it must, makes nothing twice, and emits what it would have emitted.
 */
describe('A hostile answer of Qualtrics', () => {
  let place = 0;

  describe('in a running flow', () => {
    const world = useWorld({ isProxied: true });
    specsOf(world, false);
  });

  describe('while somebody waits', () => {
    const world = useWorld({ isProxied: true, speed: 1 });
    specsOf(world, true);
  });

  function specsOf(world: ReturnType<typeof useWorld>, isWaitedFor: boolean): void {
    for (const scenario of SCENARIOS.filter((one) => (one.isWaitedFor ?? false) === isWaitedFor)) {
      it(`to ${scenario.name} does no harm, or is refused in a sentence`, async () => {
        const good = await runScenario(world, scenario);
        assert.deepEqual(good.outcome.errors.map(messageOf), []);
        assert.deepEqual(answerFlaws(world, scenario, good, good, {}), []);
        const flaws: string[] = [];
        for (const asked of placesOf(good.asked)) {
          place += 1;
          for (const mangling of MANGLINGS.filter((_, number) => (number + place) % EVERY === 0)) {
            const run = await runScenario(world, scenario, { asked, mangling });
            const found = answerFlaws(world, scenario, good, run, mangling);
            flaws.push(...found.map((flaw) => `${asked.name} (${asked.count}), ${mangling.name}: ${flaw}`));
          }
        }
        assert.deepEqual(flaws, []);
      }).timeout(TIMEOUT_MS);
    }
  }

  describe('in the end', () => {
    it('was each of many, and none changed the language’s own objects', () => {
      assert.ok(MANGLINGS.length >= 180, `${MANGLINGS.length}`);
      assert.ok(place >= SCENARIOS.length, `${place} places`);
      assert.ok(isUnpolluted());
    });
  });
});

/** Each endpoint, when it is asked for the first and for the last time. */
function placesOf(asked: readonly Asked[]): Asked[] {
  return asked.filter(
    ({ name, count }) => count === 1 || !asked.some((other) => other.name === name && other.count > count),
  );
}
