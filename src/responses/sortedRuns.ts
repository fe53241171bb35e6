/** A piece of a sorted run, read when it is needed; may be empty. */
export type Block<Item> = () => Promise<readonly Item[]>;

/**
 * The items of several sorted runs, all of them in order: equal ones in the order of the runs. One block of each run is
 * held at a time. Throws what reading a block throws.
 */
export async function* mergedInOrder<Item>(
  runs: readonly (readonly Block<Item>[])[],
  compare: (a: Item, b: Item) => number,
): AsyncGenerator<Item> {
  const cursors = runs.map((blocks) => new Cursor(blocks));
  for (const cursor of cursors) await cursor.advance();
  for (;;) {
    // Runs are few: looking at each costs less than keeping them sorted.
    let next: Cursor<Item> | undefined;
    for (const cursor of cursors) {
      if (cursor.item === undefined) continue;
      if (next?.item === undefined || compare(cursor.item, next.item) < 0) next = cursor;
    }
    if (next?.item === undefined) return;
    yield next.item;
    await next.advance();
  }
}

/** Where reading a run has come to. */
class Cursor<Item> {
  /** `undefined` at the end of the run. */
  item: Item | undefined;
  readonly #blocks: readonly Block<Item>[];
  #nextBlock = 0;
  #items: readonly Item[] = [];
  #nextItem = 0;

  constructor(blocks: readonly Block<Item>[]) {
    this.#blocks = blocks;
  }

  async advance(): Promise<void> {
    while (this.#nextItem === this.#items.length) {
      const read = this.#blocks[this.#nextBlock];
      if (!read) {
        this.item = undefined;
        return;
      }
      this.#nextBlock += 1;
      this.#items = await read();
      this.#nextItem = 0;
    }
    this.item = this.#items[this.#nextItem];
    this.#nextItem += 1;
  }
}
