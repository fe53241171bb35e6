import { megabytes } from '../support/report.js';
import type { SoakStep } from './soakStep.js';

/** Memory that has grown: more than so many times as much as at first, and more than what a step has at work. */
const MAX_GROWTH = 2;
const MAX_BYTES = 250e6;

/** How much memory the processes of steps have over time. */
export class Memory {
  readonly #steps: readonly SoakStep[];
  /** Step → process → its memory at each look, in bytes. */
  readonly #samples = new Map<SoakStep, { readonly pid: number | undefined; readonly bytes: number[] }>();

  constructor(steps: readonly SoakStep[]) {
    this.#steps = steps;
  }

  /** Looks once more. A process that has begun since then starts anew. */
  sample(): void {
    for (const step of this.#steps) {
      const bytes = step.memory();
      if (bytes === undefined) continue;
      const pid = step.running.pid();
      const known = this.#samples.get(step);
      if (known?.pid === pid) known?.bytes.push(bytes);
      else this.#samples.set(step, { pid, bytes: [bytes] });
    }
  }

  /** What grew, with figures: a process whose last look is past both limits. */
  grown(): string[] {
    return [...this.#samples].flatMap(([{ name }, { bytes }]) => {
      const [first = 0] = bytes;
      const last = bytes.at(-1) ?? 0;
      const isGrown = last > MAX_BYTES && last > MAX_GROWTH * first;
      return isGrown ? [`the memory of ${name}, from ${megabytes(first)} to ${megabytes(last)}`] : [];
    });
  }

  /** The first look, the largest and the last of each process. */
  print(): void {
    for (const [{ name }, { bytes }] of this.#samples) {
      const [first = 0] = bytes;
      const sizes = [first, Math.max(...bytes), bytes.at(-1) ?? 0].map(megabytes);
      console.log(`memory of ${name.padEnd(34)} first ${sizes[0]}, most ${sizes[1]}, last ${sizes[2]}`);
    }
  }
}
