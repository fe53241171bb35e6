import assert from 'node:assert/strict';
import fc from 'fast-check';
import { withTemporaryFile } from '../../src/files/temporaryFile.js';
import { compareVersions, type ResponseVersion } from '../../src/responses/position.js';
import { RowIndex, type RowPage } from '../../src/responses/rowIndex.js';

const NO_LIMITS = { maxRows: Number.POSITIVE_INFINITY, maxBytes: Number.POSITIVE_INFINITY };

const anyVersion: fc.Arbitrary<ResponseVersion> = fc
  .tuple(
    fc.oneof(fc.nat({ max: 5 }), fc.nat({ max: 2 ** 45 })),
    fc.oneof(fc.constantFrom('R_1', 'R_2', 'ä', '\uffee', '😀'), fc.string({ minLength: 1 })),
  )
  .map(([timeMs, responseId]) => ({ timeMs, responseId }));

/** Rows that stand one behind the other in a file, ten bytes each. */
const LENGTH = 10;

/** All pages of an index that holds so many rows in memory; how often it asked for a file is told. */
async function pagesOf(
  versions: readonly (ResponseVersion | undefined)[],
  { rowsInMemory = 10_000, lengths, ...limits }: Partial<typeof NO_LIMITS> & Partial<Habits> = {},
): Promise<{ pages: RowPage[]; filesAskedFor: number }> {
  let filesAskedFor = 0;
  return withTemporaryFile(async (file) => {
    const index = new RowIndex(async () => {
      filesAskedFor += 1;
      return file;
    }, rowsInMemory);
    for (const [row, version] of versions.entries()) {
      await index.add(version, { offset: row * LENGTH, length: lengths?.[row] ?? LENGTH });
    }
    assert.equal(index.size, versions.length);
    const pages: RowPage[] = [];
    for await (const page of index.pages({ ...NO_LIMITS, ...limits })) pages.push(page);
    return { pages, filesAskedFor };
  });
}

interface Habits {
  readonly rowsInMemory: number;
  readonly lengths: readonly number[];
}

const rowsOf = (pages: readonly RowPage[]) => pages.flatMap(({ rows }) => rows.map(({ offset }) => offset / LENGTH));

/** From one that writes each row to the file by itself to one that writes none. */
const anyRoom = fc.constantFrom(1, 2, 7, 300, 10_000);

describe('The index of rows', () => {
  it('gives every version once, in the order of time and id, however they were added', async () => {
    const versionsOf = fc.array(anyVersion, { maxLength: 1000 });
    await fc.assert(
      fc.asyncProperty(versionsOf, anyRoom, fc.boolean(), async (added, rowsInMemory, areSorted) => {
        const versions = areSorted ? added.toSorted(compareVersions) : added;
        const rows = rowsOf((await pagesOf(versions, { rowsInMemory })).pages);
        const given = rows.map((row) => versions[row] as ResponseVersion);
        for (const [place, version] of given.entries()) {
          const before = given[place - 1];
          assert.ok(before === undefined || compareVersions(before, version) < 0);
        }
        const distinct = new Set(versions.map(({ timeMs, responseId }) => `${timeMs} ${responseId}`));
        assert.equal(given.length, distinct.size);
      }),
    );
  });

  it('tells of each page which version it ends with', async () => {
    const someVersions = fc.array(anyVersion, { minLength: 1, maxLength: 100 });
    await fc.assert(
      fc.asyncProperty(
        someVersions,
        fc.integer({ min: 1, max: 7 }),
        anyRoom,
        async (versions, maxRows, rowsInMemory) => {
          const { pages } = await pagesOf(versions, { maxRows, rowsInMemory });
          for (const { rows, last } of pages) {
            assert.ok(rows.length <= maxRows);
            assert.deepEqual(last, versions[(rows.at(-1)?.offset ?? 0) / LENGTH]);
          }
        },
      ),
    );
  });

  for (const rowsInMemory of [1, 2, 10]) {
    it(`puts rows without a version first, as they were added, with ${rowsInMemory} rows in memory`, async () => {
      const one = { timeMs: 1, responseId: 'R_1' };
      const { pages } = await pagesOf([one, undefined, undefined], { maxRows: 2, rowsInMemory });
      assert.deepEqual(rowsOf(pages), [1, 2, 0]);
      assert.deepEqual(
        pages.map(({ last }) => last),
        [undefined, one],
      );
    });
  }

  it('makes pages no larger than so many bytes, but for a row that is larger by itself', async () => {
    const lengths = [40, 40, 40, 500, 10];
    const versions = lengths.map((_, row) => ({ timeMs: row, responseId: 'R_1' }));
    const { pages } = await pagesOf(versions, { maxRows: 10, maxBytes: 100, lengths });
    assert.deepEqual(
      pages.map(({ rows }) => rows.map((row) => row.length)),
      [[40, 40], [40], [500], [10]],
    );
  });

  it('asks for no file while the rows are few', async () => {
    const versions = Array.from({ length: 100 }, (_, row) => ({ timeMs: row, responseId: 'R_1' }));
    assert.equal((await pagesOf(versions, { rowsInMemory: 101 })).filesAskedFor, 0);
  });
});
