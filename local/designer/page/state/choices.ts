import { type Signal, signal } from '@preact/signals';
import type { Choice, Outcome } from '../../protocol.js';
import { configuration, type NamedField } from './configuration.js';
import { credentialChoice } from './credential.js';
import { ask } from './server.js';
import { chosenKey } from './steps.js';

/** The choices of a select list that the component gives. */
export interface ChoicesState {
  readonly isLoading: boolean;
  readonly choices: readonly Choice[];
  readonly error: string | undefined;
}

const known = new Map<string, Signal<ChoicesState>>();

/** Only the last few lists are kept. */
const MAX_KNOWN = 100;

/** What the choices of a field depend on: the step, the credential and the fields that it requires. */
function questionOf(field: NamedField): string {
  const required = (field.require ?? []).map((name) => configuration.value[name]);
  return JSON.stringify([chosenKey.value, field.name, field.model, required, credentialChoice.value]);
}

/** The choices of a field; asked for when they are first looked at. */
export function choicesFor(field: NamedField): ChoicesState {
  const question = questionOf(field);
  let state = known.get(question);
  if (!state) {
    state = signal<ChoicesState>({ isLoading: true, choices: [], error: undefined });
    known.set(question, state);
    const [oldest] = known.keys();
    if (known.size > MAX_KNOWN && oldest !== undefined) known.delete(oldest);
    void load(state, field);
  }
  return state.value;
}

/** Asks for a field's choices again. */
export function reloadChoices(field: NamedField): void {
  const state = known.get(questionOf(field));
  if (!state || state.value.isLoading) return;
  state.value = { ...state.value, isLoading: true };
  void load(state, field);
}

async function load(state: Signal<ChoicesState>, field: NamedField): Promise<void> {
  const body = {
    key: chosenKey.peek(),
    cfg: configuration.peek(),
    credential: credentialChoice.peek(),
    model: field.model,
  };
  try {
    const outcome = await ask<Outcome<Choice[]>>('POST', '/api/choices', body);
    state.value =
      outcome.kind === 'done'
        ? { isLoading: false, choices: outcome.value, error: undefined }
        : { isLoading: false, choices: [], error: outcome.message };
  } catch (error) {
    state.value = { isLoading: false, choices: [], error: (error as Error).message };
  }
}
