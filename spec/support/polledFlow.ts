import type { SimulatedDirectory } from '../../local/simulation/simulatedDirectory.js';
import type { Batch } from '../../src/polling/plan/batch.js';
import { poll } from '../../src/polling/plan/poll.js';
import { fitsSnapshot, resume, toSnapshot } from '../../src/polling/plan/snapshot.js';

const TARGET = { objectType: 'contacts', directoryId: 'POOL_1', timestampField: 'lastModified', startTime: '' };

/** A flow whose snapshot is kept from one start to the next. */
export class PolledFlow {
  readonly delivered: string[] = [];
  readonly postponed: number[] = [];
  readonly unreadable: number[] = [];
  readonly #directory: SimulatedDirectory;
  #snapshot: unknown;
  #leftover: Batch<string> | undefined;

  constructor(directory: SimulatedDirectory) {
    this.#directory = directory;
  }

  /** The process ends: what it had read beyond a page is gone. */
  restart(): void {
    this.#leftover = undefined;
  }

  start({ onePage = false, onSearch }: { onePage?: boolean; onSearch?: () => void } = {}): void {
    const { position: start, spanSeconds } = resume(TARGET, this.#snapshot);
    const fits = fitsSnapshot.bind(undefined, TARGET);
    const conversation = poll<string>({ start, pageSize: 100, onePage, spanSeconds, fits }, this.#leftover);
    let next = conversation.next([]);
    while (!next.done) {
      const wish = next.value;
      if (wish.kind === 'ask') {
        const answers = wish.asks.map((ask) => {
          onSearch?.();
          return this.#directory.answer(ask, 100);
        });
        next = conversation.next(answers);
        continue;
      }
      if (wish.kind === 'postponed') this.postponed.push(wish.second);
      else if (wish.kind === 'unreadable') this.unreadable.push(wish.second);
      else {
        this.delivered.push(...wish.page.map(({ id, second }) => `${id} ${second}`));
        this.#snapshot = JSON.parse(JSON.stringify(toSnapshot(TARGET, wish.position, wish.spanSeconds)));
      }
      next = conversation.next([]);
    }
    this.#leftover = next.value;
  }
}
