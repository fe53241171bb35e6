import assert from 'node:assert/strict';
import fc from 'fast-check';
import { compareVersions, type Version } from '../../src/responses/position.js';
import { RowIndex, type RowPage } from '../../src/responses/rowIndex.js';

const NO_LIMITS = { maxRows: Number.POSITIVE_INFINITY, maxBytes: Number.POSITIVE_INFINITY };

const anyVersion: fc.Arbitrary<Version> = fc
  .tuple(
    fc.oneof(fc.nat({ max: 5 }), fc.nat({ max: 2 ** 45 })),
    fc.oneof(fc.constantFrom('R_1', 'R_2', 'ä', '\uffee', '😀'), fc.string({ minLength: 1 })),
  )
  .map(([timeMs, responseId]) => ({ timeMs, responseId }));

/** An index of rows that stand one behind the other, ten bytes each. */
function indexOf(versions: readonly (Version | undefined)[], length = 10): RowIndex {
  const index = new RowIndex();
  for (const [row, version] of versions.entries()) index.add(version, { offset: row * length, length });
  return index;
}

const rowsOf = (pages: Iterable<RowPage>) => [...pages].flatMap(({ rows }) => rows.map(({ offset }) => offset / 10));

describe('The index of rows', () => {
  it('gives every version once, in the order of time and id, however they were added', () => {
    fc.assert(
      fc.property(fc.array(anyVersion, { maxLength: 3000 }), (versions) => {
        const rows = rowsOf(indexOf(versions).pages(NO_LIMITS)).map((row) => versions[row] as Version);
        for (const [place, version] of rows.entries()) {
          const before = rows[place - 1];
          assert.ok(before === undefined || compareVersions(before, version) < 0);
        }
        const distinct = new Set(versions.map(({ timeMs, responseId }) => `${timeMs} ${responseId}`));
        assert.equal(rows.length, distinct.size);
      }),
    );
  });

  it('tells of each page which version it ends with', () => {
    fc.assert(
      fc.property(fc.array(anyVersion, { minLength: 1 }), fc.integer({ min: 1, max: 7 }), (versions, maxRows) => {
        for (const { rows, last } of indexOf(versions).pages({ ...NO_LIMITS, maxRows })) {
          assert.ok(rows.length <= maxRows);
          assert.deepEqual(last, versions[(rows.at(-1)?.offset ?? 0) / 10]);
        }
      }),
    );
  });

  it('puts rows without a version first, all of them, as they were added', () => {
    const one = { timeMs: 1, responseId: 'R_1' };
    const pages = [...indexOf([one, undefined, undefined]).pages({ ...NO_LIMITS, maxRows: 2 })];
    assert.deepEqual(rowsOf(pages), [1, 2, 0]);
    assert.deepEqual(
      pages.map(({ last }) => last),
      [undefined, one],
    );
  });

  it('makes pages no larger than so many bytes, but for a row that is larger by itself', () => {
    const index = new RowIndex();
    for (const [row, length] of [40, 40, 40, 500, 10].entries()) {
      index.add({ timeMs: row, responseId: 'R_1' }, { offset: row * 1000, length });
    }
    const lengths = [...index.pages({ maxRows: 10, maxBytes: 100 })].map(({ rows }) => rows.map((row) => row.length));
    assert.deepEqual(lengths, [[40, 40], [40], [500], [10]]);
  });
});
