import { seededRandom } from '../sandbox/brand/random.js';
import { SimulatedDirectory } from './simulatedDirectory.js';

const NOW = Date.UTC(2026, 0, 1) / 1000;
const DAY = 86_400;

/** How the contacts of a directory came about over time. */
export const SHAPES = {
  steady: (share: number) => share * 400 * DAY,
  /** Nine of ten by day. */
  'day and night': (share: number, random: () => number) => {
    const day = Math.floor(share * 400);
    return (day + (random() < 0.9 ? 0.33 + random() * 0.33 : random())) * DAY;
  },
  /** Hundreds within a few minutes, then nothing for long. */
  bursts: (share: number, random: () => number) => Math.floor(share * 60) * 6 * DAY + random() * 300,
  /** Most of them in one import. */
  'one import': (share: number, random: () => number) =>
    random() < 0.8 ? 200 * DAY + share * 1200 : share * 400 * DAY,
} as const satisfies Record<string, (share: number, random: () => number) => number>;

export type Shape = keyof typeof SHAPES;

/** A directory with so many contacts, the newest of them some days old. */
export function directoryOf(contacts: number, shape: Shape): SimulatedDirectory {
  const random = seededRandom(contacts);
  const directory = new SimulatedDirectory(NOW);
  const seconds = Array.from({ length: contacts }, (_, index) => {
    return NOW - 402 * DAY + Math.floor(SHAPES[shape](index / contacts, () => random.next()));
  });
  for (let index = seconds.length - 1; index > 0; index -= 1) {
    const other = random.below(index + 1);
    [seconds[index], seconds[other]] = [seconds[other] as number, seconds[index] as number];
  }
  for (const [index, second] of seconds.entries()) directory.seed(`CID_${String(index).padStart(15, '0')}`, second);
  return directory;
}
