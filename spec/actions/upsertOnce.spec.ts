import assert from 'node:assert/strict';
import { setImmediate as everythingElse } from 'node:timers/promises';
import { messageOf } from '../support/step.js';
import { useUpsertStep } from '../support/upsertStep.js';

/** Longer than any test. */
const NEVER_MS = 10 ** 12;

describe('Upsert Object never doubles a contact, so it', () => {
  const { bench, upsert, idIn, stored, withEmail, creates } = useUpsertStep();

  it('ends with one contact when ten messages of one key come at once', async () => {
    bench.tenant.behaviour.indexLagMs = NEVER_MS;
    const values = Array.from({ length: 10 }, (_, index) => (index % 2 ? 'JO@example.com' : 'jo@example.com'));
    const runs = await Promise.all(values.map((lookupCriteriaValue) => upsert({ lookupCriteriaValue })));
    assert.equal(new Set(runs.map(idIn)).size, 1);
    assert.equal(creates(), 1);
  });

  it('waits for what it has just created while Qualtrics does not show it, instead of creating it again', async () => {
    bench.tenant.behaviour.indexLagMs = NEVER_MS;
    bench.tenant.behaviour.readLagMs = 5000;
    const created = await upsert({ lookupCriteriaValue: 'jo@example.com' });
    const run = await upsert({ lookupCriteriaValue: 'jo@example.com', firstName: 'Jo' });
    assert.deepEqual([idIn(run), creates(), stored(idIn(created)).firstName], [idIn(created), 1, 'Jo']);
  });

  it('works on different keys side by side', async () => {
    const keys = Array.from({ length: 8 }, (_, index) => `k${index}@example.com`);
    bench.sandbox.faults.add({ match: /search/, times: keys.length, fault: { kind: 'latency', ms: 1 } });
    const searches = () => bench.calls().filter((call) => call.endsWith('/search')).length;
    // No search is answered before all of them have come.
    bench.sandbox.silence = async () => {
      while (searches() < keys.length) await everythingElse();
    };
    await Promise.all(keys.map((lookupCriteriaValue) => upsert({ lookupCriteriaValue })));
    assert.equal(creates(), keys.length);
  });

  for (const [what, fault] of [
    ['the answer is lost', { kind: 'drop', when: 'after' }],
    ['a gateway answers 504', { kind: 'status', status: 504, when: 'after' }],
    ['the answer stalls', { kind: 'stall' }],
  ] as const) {
    it(`does not create again what it had created when ${what}`, async () => {
      bench.tenant.behaviour.indexLagMs = 10_000;
      bench.sandbox.faults.add({ match: /^POST .*\/contacts$/, fault });
      const run = await upsert({ lookupCriteriaValue: 'jo@example.com', firstName: 'Jo' });
      assert.deepEqual(
        withEmail('jo@example.com').map(({ id }) => id),
        [idIn(run)],
      );
      assert.equal(creates(), 1);
    });
  }

  it('does not repeat a create without criteria, whose contact nobody could find', async () => {
    bench.sandbox.faults.add({ match: /^POST .*\/contacts$/, fault: { kind: 'status', status: 500, when: 'after' } });
    assert.match(await messageOf(upsert({ firstName: 'Jo' })), /It may or may not have been done/);
    assert.equal(creates(), 1);
  });
});
