import { computed, signal } from '@preact/signals';
import type { EarlierStep } from '../../protocol.js';
import { allSteps, chosenKey, stateOf } from './steps.js';

/** A sample that was pasted for a step of another component. */
export interface PastedSample {
  readonly id: number;
  readonly title: string;
  readonly body: unknown;
}

/** Samples of steps of other components. */
const pastedSamples = signal<readonly PastedSample[]>([]);

/** Keys of steps in the order in which they got a sample. */
const sampledKeys = signal<readonly string[]>([]);

/** Samples that are not offered to the mapping. */
const hidden = signal<ReadonlySet<string>>(new Set());

/** A step that comes before the chosen one, and where its sample is from. */
export interface OfferedStep extends EarlierStep {
  readonly source: string;
}

/** The steps before the chosen one, with their samples: pasted ones first, then those that ran here. */
export const earlierSteps = computed<readonly OfferedStep[]>(() => {
  const pasted = pastedSamples.value.map(({ id, title, body }) => ({ source: `pasted-${id}`, title, body }));
  const ran = sampledKeys.value
    .filter((key) => key !== chosenKey.value)
    .map((key) => {
      const title = allSteps.find((entry) => entry.key === key)?.step.title ?? key;
      return { source: key, title, body: sampleOf(key) };
    });
  return [...pasted, ...ran]
    .filter(({ source, body }) => body !== undefined && !hidden.value.has(source))
    .map((step, index) => ({ ...step, id: `step_${index + 1}` }));
});

function sampleOf(key: string): unknown {
  const { sample, firstEmitted } = stateOf(key);
  return sample.value ?? firstEmitted.value;
}

/** Keeps a message as the sample of a step. */
export function keepSample(key: string, body: unknown): void {
  stateOf(key).sample.value = body;
  offer(key);
}

/** Keeps what a step emitted first, for as long as no sample is chosen. */
export function keepFirstEmitted(key: string, body: unknown): void {
  stateOf(key).firstEmitted.value = body;
  offer(key);
}

/** Lets the steps after it use what there is of a step. */
function offer(key: string): void {
  if (!sampledKeys.value.includes(key)) sampledKeys.value = [...sampledKeys.value, key];
  if (hidden.value.has(key)) hidden.value = new Set([...hidden.value].filter((source) => source !== key));
}

export function pasteSample(title: string, body: unknown): void {
  const id = (pastedSamples.value.at(-1)?.id ?? 0) + 1;
  pastedSamples.value = [...pastedSamples.value, { id, title, body }];
}

/** Leaves a step out of what the mapping may use. */
export function hideSample(source: string): void {
  hidden.value = new Set([...hidden.value, source]);
}
