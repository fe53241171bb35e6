import assert from 'node:assert/strict';
import { setImmediate as everythingElse } from 'node:timers/promises';
import fc from 'fast-check';
import { KeyedQueue } from '../../src/util/keyedQueue.js';

describe('A keyed queue', () => {
  it('runs tasks with a key in common in the order they came, one at a time, and ends them all', async () => {
    const keys = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 4 });
    const task = fc.record({ keys, fails: fc.boolean(), turns: fc.nat({ max: 3 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(task, { maxLength: 12 }), async (tasks) => {
        const queue = new KeyedQueue();
        const running = new Set<string>();
        const seen: Record<string, number[]> = {};
        const run = tasks.map((one, index) =>
          queue.run(one.keys, async () => {
            for (const key of new Set(one.keys)) {
              assert.ok(!running.has(key), `two hold ${key}`);
              running.add(key);
              seen[key] = [...(seen[key] ?? []), index];
            }
            for (let turn = 0; turn < one.turns; turn += 1) await everythingElse();
            for (const key of one.keys) running.delete(key);
            if (one.fails) throw new Error('It fails.');
            return index;
          }),
        );
        const results = await Promise.allSettled(run);
        for (const [index, { fails = false } = {}] of tasks.entries()) {
          assert.equal(results[index]?.status, fails ? 'rejected' : 'fulfilled');
        }
        for (const order of Object.values(seen))
          assert.deepEqual(
            order,
            order.toSorted((a, b) => a - b),
          );
      }),
    );
  });

  it('does not keep tasks waiting that have no key in common', async () => {
    const queue = new KeyedQueue();
    const never = new Promise<void>(() => undefined);
    void queue.run(['a'], () => never);
    assert.equal(await queue.run(['b', 'c'], async () => 'ran'), 'ran');
    assert.equal(await queue.run([], async () => 'ran'), 'ran');
  });
});
