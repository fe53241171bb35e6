import { poll } from '../../src/polling/plan/poll.js';
import { startingAt } from '../../src/polling/plan/position.js';
import type { SimulatedDirectory } from './simulatedDirectory.js';

const PAGE_SIZE = 100;

/**
 * Reads a simulated directory from the beginning of time; calls back for every contact, and before every search.
 * Gives how many contacts were read ahead of delivery at the most.
 */
export function readAll(
  directory: SimulatedDirectory,
  onContact: (id: string) => void,
  onSearch: () => void = () => undefined,
): number {
  let held = 0;
  let mostHeld = 0;
  const conversation = poll<string>({ start: startingAt(0), pageSize: PAGE_SIZE, onePage: false, fits: () => true });
  for (let next = conversation.next([]); !next.done; ) {
    const wish = next.value;
    if (wish.kind === 'ask') {
      const answers = wish.asks.map((ask) => {
        onSearch();
        return directory.answer(ask, PAGE_SIZE);
      });
      held += answers.reduce((sum, { rows }) => sum + rows.length, 0);
      mostHeld = Math.max(mostHeld, held);
      next = conversation.next(answers);
      continue;
    }
    if (wish.kind === 'page') for (const row of wish.page) onContact(row.id);
    held = 0;
    next = conversation.next([]);
  }
  return mostHeld;
}
