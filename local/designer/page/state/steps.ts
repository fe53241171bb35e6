import { computed, type Signal, signal } from '@preact/signals';
import type { ManifestStep } from '../../../session/manifestShape.js';
import type { StoredFile, Values } from '../../protocol.js';
import { EMPTY_MAPPING, type Mapping } from '../mapping/model.js';
import { pageData } from './pageData.js';
import type { Run } from './run.js';

/** A trigger or an action as the list of functions has it. */
export interface StepEntry {
  readonly key: string;
  readonly kind: 'trigger' | 'action';
  readonly step: ManifestStep;
}

/** What a person has filled in for a step, and what came of running it. */
export interface StepState {
  readonly cfg: Signal<Values>;
  readonly mapping: Signal<Mapping>;
  /** The snapshot that the next run gets; `undefined` when there is none. */
  readonly snapshot: Signal<unknown>;
  /** The message that the steps after it see; `undefined` when none was chosen yet. */
  readonly sample: Signal<unknown>;
  /** What it emitted first when it ran: stands in for a sample that was not chosen. */
  readonly firstEmitted: Signal<unknown>;
  readonly run: Signal<Run | undefined>;
  /** Files that come with its message. */
  readonly files: Signal<readonly StoredFile[]>;
}

function entries(kind: StepEntry['kind'], steps: Readonly<Record<string, ManifestStep>> = {}): StepEntry[] {
  return Object.entries(steps)
    .map(([key, step]) => ({ key, kind, step }))
    .sort((a, b) => (b.step.order ?? 0) - (a.step.order ?? 0));
}

/** All steps of the component: triggers, then actions, each by their order. */
export const allSteps: readonly StepEntry[] = [
  ...entries('trigger', pageData.component.triggers),
  ...entries('action', pageData.component.actions),
];

/** The key of the chosen function. */
export const chosenKey = signal<string | undefined>(undefined);

/** The chosen function. */
export const chosenStep = computed(() => allSteps.find(({ key }) => key === chosenKey.value));

const states = new Map<string, StepState>();

/** The state of a step; it stays while another step is looked at. */
export function stateOf(key: string): StepState {
  const known = states.get(key);
  if (known) return known;
  const state: StepState = {
    cfg: signal({}),
    mapping: signal(EMPTY_MAPPING),
    snapshot: signal(undefined),
    sample: signal(undefined),
    firstEmitted: signal(undefined),
    run: signal(undefined),
    files: signal([]),
  };
  states.set(key, state);
  return state;
}

/** The state of the chosen function. */
export const chosenState = computed(() => (chosenKey.value === undefined ? undefined : stateOf(chosenKey.value)));
