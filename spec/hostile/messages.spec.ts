import assert from 'node:assert/strict';
import { flawsIn, type Outcome, refusalFlaws, run } from '../support/hostile/attack.js';
import { flawsOf, isUnpolluted } from '../support/hostile/judge.js';
import {
  allSteps,
  type GoodInput,
  goodInput,
  type Place,
  placesIn,
  type Values,
  valueAt,
  withValue,
} from '../support/hostile/steps.js';
import { HOSTILE_VALUES } from '../support/hostile/values.js';
import { useWorld } from '../support/hostile/world.js';

/** Messages: whatever a field holds is used, or refused by its label before any request, and nothing is half done. */
describe('A hostile message', () => {
  const world = useWorld();

  for (const step of allSteps()) {
    describe(`to ${step.name}`, () => {
      let good: GoodInput;
      before(async () => {
        good = await goodInput(step, world.credential, world.known);
      });

      it('with a hostile value in each of its fields', async () => {
        const flaws: string[] = [];
        for (const place of placesIn(good.described)) {
          for (const { name, value, body } of attacksAt(good.body, place)) {
            const outcome = await run(good, world, { ...good, body });
            flaws.push(...flawsAt(place, outcome, value).map((flaw) => `${place.path.join('.')}, ${name}: ${flaw}`));
          }
        }
        assert.deepEqual(flaws, []);
      });

      // Triggers are sent no messages, but for the notices that another spec attacks.
      if (step.isTrigger) return;

      it('that is none, or has files that are none', async () => {
        const flaws: string[] = [];
        for (const { name, value } of HOSTILE_VALUES) {
          for (const attack of [{ body: value }, { body: {}, attachments: { 'a.csv': { url: value } } }]) {
            const outcome = await run(good, world, { ...good, ...attack });
            flaws.push(...flawsIn(outcome, world.secrets).map((flaw) => `${Object.keys(attack)}, ${name}: ${flaw}`));
          }
        }
        assert.deepEqual(flaws, []);
      });

      it('that brings a prototype of its own', async () => {
        const body = Object.assign(JSON.parse('{"__proto__": {"email": "polluted@example.com"}}'), good.body);
        const outcome = await run(good, world, { ...good, body });
        assert.deepEqual(flawsIn(outcome, world.secrets), []);
        assert.ok(!JSON.stringify(outcome.data).includes('polluted'));
      });
    });
  }

  /** One value a message; in a list all of them in one message, a row each. */
  function attacksAt(good: Values, { path }: Place) {
    const row = path.indexOf('0');
    const attacks = HOSTILE_VALUES.map(({ name, value }) => ({ name, value, body: withValue(good, path, value) }));
    if (row === -1) return attacks;
    const list = path.slice(0, row);
    const rows = attacks.flatMap(({ body }) => valueAt(body, list));
    return [{ name: 'all', value: undefined, body: withValue(good, list, rows) }];
  }

  function flawsAt({ title }: Place, outcome: Outcome, value: unknown): string[] {
    const failures = outcome.data.flatMap((body) => (body as { failures?: { reason: string }[] }).failures ?? []);
    return [
      ...flawsIn(outcome, world.secrets),
      ...refusalFlaws(outcome, title, value),
      ...failures.flatMap(({ reason }) => flawsOf(new Error(reason)).map((flaw) => `${flaw}: ${reason}`)),
    ];
  }

  it('changes nothing about the language’s own objects', () => {
    assert.ok(isUnpolluted());
  });
});
