import assert from 'node:assert/strict';
import fc from 'fast-check';
import { batchesOf } from '../../src/imports/batches.js';
import type { ContactRow } from '../../src/imports/contactRow.js';

/** Of one to four bytes a character in UTF-8. */
const anyText = fc
  .array(fc.constantFrom(...('a"\\\n\u0000é€\ud800😀'.match(/./gsu) ?? [])), { maxLength: 60 })
  .map((text) => text.join(''));

const aRow = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('contact' as const), text: anyText }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('bad' as const), text: fc.constant('') }) },
);

describe('The batches of an import', () => {
  it('keep both limits and hold every row once, in order', async () => {
    const limits = fc.record({ contacts: fc.integer({ min: 1, max: 9 }), bytes: fc.integer({ min: 30, max: 300 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(aRow, { maxLength: 60 }), limits, async (given, limit) => {
        const rows = given.map(({ kind, text }, at): ContactRow => {
          const row = at + 1;
          return kind === 'bad' ? { kind, row, reason: 'Bad.' } : { kind, row, contact: { extRef: text } };
        });
        const sent: number[] = [];
        const bad: number[] = [];
        const source = async function* (): AsyncGenerator<ContactRow> {
          yield* rows;
        };
        for await (const batch of batchesOf(source(), limit)) {
          assert.ok(batch.rows.length <= limit.contacts && batch.bad.length <= limit.contacts);
          assert.ok(batch.body.length <= limit.bytes);
          const { contacts } = JSON.parse(batch.body.toString());
          const expected = batch.rows.map((row) => (rows[row - 1] as { contact: unknown }).contact);
          assert.deepEqual(contacts, JSON.parse(JSON.stringify(expected)));
          const before = [...sent, ...bad];
          for (const row of [...batch.rows, ...batch.bad.map((one) => one.row)])
            assert.ok(before.every((one) => one < row));
          sent.push(...batch.rows);
          bad.push(...batch.bad.map(({ row }) => row));
        }
        assert.deepEqual(
          [...sent, ...bad].sort((a, b) => a - b),
          rows.map(({ row }) => row),
        );
        const tooLarge = bad.filter((row) => rows[row - 1]?.kind === 'contact');
        for (const row of tooLarge) {
          const json = JSON.stringify((rows[row - 1] as { contact: unknown }).contact);
          assert.ok(Buffer.byteLength(json) + '{"contacts":[]}'.length > limit.bytes);
        }
      }),
    );
  });
});
