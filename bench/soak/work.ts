import type { SoakGround } from './ground.js';
import type { SoakStep } from './soakStep.js';

/** What is done with one step for as long as a soak lasts. */
export interface Work {
  readonly step: SoakStep;
  /** How many do it side by side; one by default. */
  readonly workers?: number;
  /** The longest pause between two rounds, in ms. */
  readonly pauseMs: number;
  round(worker: number): Promise<void>;
  /** When no fault comes any more: whatever is left, so that the books can be held against what there is. */
  settle?(): Promise<void>;
  /** Holds the books against what there is. */
  audit?(): Promise<void> | void;
}

/** Starts the step of a work. */
export type WorkStarter = (ground: SoakGround) => Promise<Work>;
