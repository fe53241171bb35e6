import { computed, signal } from '@preact/signals';
import type { Evaluation, Outcome, Schema, Values } from '../../protocol.js';
import { expressionOf } from '../mapping/compile.js';
import { isUnmapped, leavesOf, literalProblem, type PropertyMapping, pathKey, titleOf } from '../mapping/model.js';
import { metadataState } from './metadata.js';
import { earlierSteps } from './samples.js';
import { ask } from './server.js';
import { chosenKey, chosenState } from './steps.js';

/** The in metadata of the chosen step, when it has any. */
export const inSchema = computed<Schema | undefined>(() => {
  const { key, metadata } = metadataState.value;
  const schema = key === chosenKey.value ? metadata?.in : undefined;
  return schema && Object.keys(schema.properties ?? {}).length > 0 ? schema : undefined;
});

/** The mapping of the chosen step. */
export const mapping = computed(() => chosenState.value?.mapping.value);

/** Titles of required properties that get nothing. */
export const unmappedProperties = computed(() => {
  const { properties = {}, expression } = mapping.value ?? {};
  if (!inSchema.value || expression !== undefined) return [];
  return leavesOf(inSchema.value)
    .filter(({ isRequired, path }) => isRequired && isUnmapped(properties[pathKey(path)]))
    .map(({ schema, path }) => titleOf(schema, path.at(-1) ?? ''));
});

/** What is wrong with what was typed into boxes. */
export const mappingProblems = computed(() => {
  const { properties = {}, expression } = mapping.value ?? {};
  if (!inSchema.value || expression !== undefined) return [];
  return leavesOf(inSchema.value).flatMap(
    ({ schema, path }) => literalProblem(schema, properties[pathKey(path)]) ?? [],
  );
});

/** The chosen step's mapping as one expression. */
export const mappingExpression = computed(() =>
  inSchema.value && mapping.value ? expressionOf(inSchema.value, mapping.value) : '{}',
);

/** What the last "Evaluate" gave. */
export const evaluation = signal<Outcome<unknown> | undefined>(undefined);

export function mapProperty(path: readonly string[], property: PropertyMapping | undefined): void {
  const state = chosenState.value;
  if (!state) return;
  const { [pathKey(path)]: _, ...others } = state.mapping.value.properties;
  const properties = property === undefined ? others : { ...others, [pathKey(path)]: property };
  state.mapping.value = { ...state.mapping.value, properties };
  evaluation.value = undefined;
}

/** Sets the expression of developer mode; `undefined` goes back to the form. */
export function mapByExpression(expression: string | undefined): void {
  const state = chosenState.value;
  if (!state) return;
  state.mapping.value = { ...state.mapping.value, expression };
  evaluation.value = undefined;
}

/** What an expression gives for the samples of the earlier steps. */
export async function evaluate(expression: string): Promise<Outcome<unknown>> {
  const asked: Evaluation = { expression, earlierSteps: earlierSteps.value };
  try {
    return await ask('POST', '/api/evaluate', asked);
  } catch (error) {
    return { kind: 'failed', message: (error as Error).message };
  }
}

/** The message that the chosen step gets. Throws an Error when the mapping gives none. */
export async function mappedMessage(): Promise<Values> {
  if (!inSchema.value) return {};
  const outcome = await evaluate(mappingExpression.value);
  evaluation.value = outcome.kind === 'failed' ? outcome : evaluation.value;
  if (outcome.kind === 'failed') throw new Error(`The mapping cannot be evaluated: ${outcome.message}`);
  const { value = {} } = outcome as { value?: unknown };
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Values;
  throw new Error('The mapping must give an object, but it gives something else.');
}
