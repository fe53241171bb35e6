import { effect, signal } from '@preact/signals';
import type { Metadata, Outcome } from '../../protocol.js';
import { configuration, missingFields } from './configuration.js';
import { credentialChoice, missingCredentialFields } from './credential.js';
import { ask } from './server.js';
import { chosenKey } from './steps.js';

export interface MetadataState {
  /** The step that the metadata is of. */
  readonly key: string | undefined;
  readonly isLoading: boolean;
  /** The last that is known: it stays while newer is asked for. */
  readonly metadata: Metadata | undefined;
  readonly error: string | undefined;
}

const NOTHING: MetadataState = { key: undefined, isLoading: false, metadata: undefined, error: undefined };

/** How long nothing must change before metadata is asked for. */
const SETTLED_MS = 200;

/** In and out metadata of the chosen step, asked for anew whenever a field changes. */
export const metadataState = signal<MetadataState>(NOTHING);

const reloads = signal(0);

/** Asks again though nothing has changed. */
export function reloadMetadata(): void {
  reloads.value += 1;
}

effect(() => {
  const key = chosenKey.value;
  const body = { key, cfg: configuration.value, credential: credentialChoice.value };
  const isComplete = missingFields.value.length === 0 && missingCredentialFields.value.length === 0;
  reloads.value;
  const before = metadataState.peek();
  const known = before.key === key ? before : { ...NOTHING, key };
  metadataState.value = { ...known, isLoading: key !== undefined && isComplete };
  if (key === undefined || !isComplete) return;
  const asking = new AbortController();
  const timer = setTimeout(() => void load(body, asking.signal), SETTLED_MS);
  return () => {
    clearTimeout(timer);
    asking.abort();
  };
});

async function load(body: { readonly key: string | undefined }, signal: AbortSignal): Promise<void> {
  let outcome: Outcome<Metadata>;
  try {
    outcome = await ask('POST', '/api/metadata', body, signal);
  } catch (error) {
    outcome = { kind: 'failed', message: (error as Error).message };
  }
  if (signal.aborted) return;
  const { metadata } = metadataState.value;
  metadataState.value =
    outcome.kind === 'done'
      ? { key: body.key, isLoading: false, metadata: outcome.value, error: undefined }
      : { key: body.key, isLoading: false, metadata, error: outcome.message };
}
