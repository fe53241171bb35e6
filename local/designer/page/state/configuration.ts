import { computed } from '@preact/signals';
import type { ManifestField } from '../../../session/manifestShape.js';
import type { Values } from '../../protocol.js';
import { chosenState, chosenStep } from './steps.js';

/** A field of the chosen step with its name. */
export interface NamedField extends ManifestField {
  readonly name: string;
}

/** Fields in the order in which people see them: the highest `order` first, then as they are declared. */
export function inOrder(fields: Readonly<Record<string, ManifestField>>): NamedField[] {
  return Object.entries(fields)
    .map(([name, field]) => ({ ...field, name }))
    .sort((a, b) => (b.order ?? 0) - (a.order ?? 0));
}

/** The fields of the chosen step. */
export const configurationFields = computed(() => inOrder(chosenStep.value?.step.fields ?? {}));

/** What is filled in for the chosen step; fields that are empty are absent, as on the platform. */
export const configuration = computed<Values>(() => chosenState.value?.cfg.value ?? {});

function isBlank(value: unknown): boolean {
  return value === undefined || value === '' || value === false || (Array.isArray(value) && value.length === 0);
}

/** Whether the fields that a field requires are filled. */
export function isOpen(field: ManifestField): boolean {
  return (field.require ?? []).every((name) => !isBlank(configuration.value[name]));
}

/** Fills a field in; fields that require it begin anew, and those that require them: their choices may be others. */
export function fillIn(name: string, value: unknown): void {
  const state = chosenState.value;
  if (!state) return;
  const next: Record<string, unknown> = { ...state.cfg.value, [name]: value };
  if (state.cfg.value[name] !== value) for (const dependent of dependentsOf(name)) delete next[dependent];
  if (isBlank(value)) delete next[name];
  state.cfg.value = next;
}

/** Names of the fields that require a field, also by way of others. */
function dependentsOf(name: string): ReadonlySet<string> {
  const found = new Set([name]);
  for (const required of found) {
    for (const field of configurationFields.value) if (field.require?.includes(required)) found.add(field.name);
  }
  found.delete(name);
  return found;
}

/** Labels of required fields that are empty. */
export const missingFields = computed(() =>
  configurationFields.value
    .filter(
      ({ required, name, viewClass }) => required && viewClass !== 'CheckBoxView' && isBlank(configuration.value[name]),
    )
    .map(({ label }) => label),
);
