import assert from 'node:assert/strict';
import { shown } from '../../src/input/fields.js';
import { verifyCredentials } from '../../src/verifyCredentials.js';
import { flawsIn, messageOf, refusalFlaws, run } from '../support/hostile/attack.js';
import { flawsOf, isUnpolluted } from '../support/hostile/judge.js';
import { allSteps, type GoodInput, goodInput } from '../support/hostile/steps.js';
import { HOSTILE_VALUES } from '../support/hostile/values.js';
import { useWorld } from '../support/hostile/world.js';

/** Fields of configurations and credentials: whatever stands in one is used, or refused by its label before any request. */
describe('A hostile configuration', () => {
  const world = useWorld();

  for (const step of allSteps()) {
    describe(`of ${step.name}`, () => {
      let good: GoodInput;
      before(async () => {
        good = await goodInput(step, world.credential, world.known);
      });

      it('is one that works without the hostile value', async () => {
        const { errors } = await run(good, world, good);
        assert.deepEqual(errors.map(messageOf), []);
      });

      for (const [key, { label }] of Object.entries(step.fields)) {
        it(`in "${label}"`, async () => {
          const flaws: string[] = [];
          for (const { name, value } of HOSTILE_VALUES) {
            const cfg = { ...good.cfg, [key]: value };
            const outcome = await run(good, world, { ...good, cfg });
            const found = [...flawsIn(outcome, world.secrets), ...refusalFlaws(outcome, label, value)];
            flaws.push(...found.map((flaw) => `${name}: ${flaw}`));
          }
          assert.deepEqual(flaws, []);
        });
      }

      it('is described all the same, or refused in a sentence', async () => {
        const flaws: string[] = [];
        for (const key of Object.keys(step.fields)) {
          for (const { name, value } of HOSTILE_VALUES) {
            const error = await good.module.getMetaModel
              .call({}, { ...good.cfg, [key]: value })
              .catch((thrown) => thrown);
            if (error instanceof Error)
              flaws.push(...flawsOf(error).map((flaw) => `${key}, ${name}: ${flaw}, ${error.message}`));
          }
        }
        assert.deepEqual(flaws, []);
      });
    });
  }

  for (const [key, label] of Object.entries({
    dataCenterId: 'Data Center ID',
    clientId: 'Client ID',
    clientSecret: 'Client Secret',
    tokens: 'Tokens',
  })) {
    it(`of the credential in "${label}"`, async () => {
      const flaws: string[] = [];
      for (const { name, value } of HOSTILE_VALUES) {
        const error = await verifyCredentials.call({}, { ...world.credential, [key]: value }).catch((thrown) => thrown);
        if (!(error instanceof Error)) continue;
        const found = flawsOf(error);
        if (error.name === 'InputError' && !error.message.includes(`"${label}"`)) found.push('no label');
        if (key === 'clientSecret' && typeof value === 'object' && value && error.message.includes(shown(value)))
          found.push('shows the secret');
        flaws.push(...found.map((flaw) => `${name}: ${flaw}, ${messageOf(error)}`));
      }
      assert.deepEqual(flaws, []);
    });
  }

  for (const name of ['API_RETRIES_COUNT', 'API_RETRY_DELAY', 'API_REQUEST_TIMEOUT', 'QUALTRICS_BASE_URL']) {
    it(`of the environment in ${name}`, async () => {
      const saved = process.env[name];
      const flaws: string[] = [];
      for (const { name: shownAs, value } of HOSTILE_VALUES) {
        // Nobody can set a variable to a text with a zero in it.
        if (typeof value !== 'string' || value.includes('\0')) continue;
        process.env[name] = value;
        const error = await verifyCredentials.call({}, world.credential).catch((thrown) => thrown);
        if (error instanceof Error)
          flaws.push(...flawsOf(error).map((flaw) => `${shownAs}: ${flaw}, ${messageOf(error)}`));
      }
      process.env[name] = saved;
      assert.deepEqual(flaws, []);
    });
  }

  it('changes nothing about the language’s own objects', () => {
    assert.ok(isUnpolluted());
  });
});
