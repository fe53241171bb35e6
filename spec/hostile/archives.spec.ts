import assert from 'node:assert/strict';
import { answerFlaws, runScenario } from '../support/hostile/answers.js';
import { hostileArchives } from '../support/hostile/archives.js';
import { SCENARIOS } from '../support/hostile/scenarios.js';
import { useWorld } from '../support/hostile/world.js';

/** Whatever may come as the archive of an export: read to its end, or refused in a sentence, and nothing is left of it. */
describe('A hostile archive', () => {
  const world = useWorld();
  const readers = SCENARIOS.filter(({ name }) => /^Get.* Survey Responses/.test(name));

  before(() => assert.equal(readers.length, 2));

  for (const scenario of readers) {
    it(`to ${scenario.name} is read or refused, and leaves nothing behind`, async () => {
      const { emits: _, ...anyNumber } = scenario;
      const archives = await hostileArchives();
      assert.ok(archives.length >= 60, `${archives.length}`);
      const usual = world.tenant.exports.archiveOf;
      const flaws: string[] = [];
      try {
        const good = await runScenario(world, scenario);
        for (const { name, bytes, isGood } of archives) {
          world.tenant.exports.archiveOf = () => bytes;
          const run = await runScenario(world, anyNumber);
          const found = answerFlaws(world, anyNumber, good, run, {});
          if (isGood && run.outcome.errors.length > 0) found.push(`refused: ${String(run.outcome.errors[0])}`);
          if (run.outcome.data.length === 0 && world.storage.objects.size > 0)
            found.push('a file is left in the storage');
          flaws.push(...found.map((flaw) => `${name}: ${flaw}`));
        }
      } finally {
        world.tenant.exports.archiveOf = usual;
      }
      assert.deepEqual(flaws, []);
    });
  }
});
