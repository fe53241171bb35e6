import { signal } from '@preact/signals';
import type { SandboxState } from '../../protocol.js';
import { ask } from './server.js';

export const isSandboxOpen = signal(false);

export const sandbox = signal<SandboxState | undefined>(undefined);

export const sandboxError = signal<string | undefined>(undefined);

async function keep(answer: Promise<SandboxState>): Promise<void> {
  try {
    sandbox.value = await answer;
    sandboxError.value = undefined;
  } catch (error) {
    sandboxError.value = (error as Error).message;
  }
}

/** Shows or hides the sandbox's panel. */
export function toggleSandbox(): void {
  isSandboxOpen.value = !isSandboxOpen.value;
  if (isSandboxOpen.value) void refreshSandbox();
}

export function refreshSandbox(): Promise<void> {
  return keep(ask('GET', '/api/sandbox'));
}

/** Switches something, or gives it a value. */
export function changeSandbox(id: string, value: unknown): Promise<void> {
  return keep(ask('PATCH', '/api/sandbox', { id, value }));
}

/** Does something in the sandbox. */
export function doInSandbox(id: string, choice: string): Promise<void> {
  return keep(ask('POST', `/api/sandbox/${id}`, { choice }));
}
