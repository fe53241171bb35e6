import type { StoredFile } from '../../protocol.js';
import { upload } from './server.js';
import { chosenState } from './steps.js';

/** Puts a file into the storage, to come with the message of the chosen step. Throws an Error when that fails. */
export async function attachFile(file: File): Promise<void> {
  const state = chosenState.value;
  if (!state) return;
  const stored = await upload<StoredFile>(`/api/files?name=${encodeURIComponent(file.name)}`, file);
  state.files.value = [...state.files.value.filter(({ name }) => name !== stored.name), stored];
}

export function detachFile(id: string): void {
  const state = chosenState.value;
  if (state) state.files.value = state.files.value.filter((file) => file.id !== id);
}
