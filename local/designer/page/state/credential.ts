import { computed, signal } from '@preact/signals';
import type { CredentialChoice, Verification } from '../../protocol.js';
import { pageData } from './pageData.js';
import { ask } from './server.js';

export type VerificationState =
  | { readonly kind: 'not yet' }
  | { readonly kind: 'running' }
  | { readonly kind: 'verified' }
  | { readonly kind: 'refused'; readonly reason: string };

/** View classes that may hold a secret. */
const HIDING = ['PasswordFieldView', 'TextAreaView'];

/** Fields of the credential, by name. */
export const credentialFields = pageData.component.credentials?.fields ?? {};

/** What the server keeps; secrets typed here go there when they are verified, and leave the page. */
export const kept = signal(pageData.credential);

/** What was typed since. */
const typed = signal<Readonly<Record<string, string>>>({});

export const verification = signal<VerificationState>({ kind: 'not yet' });

/** The credential as requests name it. */
export const credentialChoice = computed<CredentialChoice>(() => ({ keptId: kept.value?.id, typed: typed.value }));

/** Labels of required fields that are empty. */
export const missingCredentialFields = computed(() =>
  Object.entries(credentialFields)
    .filter(([name, { required }]) => required && !isFilled(name))
    .map(([, { label }]) => label),
);

function isFilled(name: string): boolean {
  const text = typed.value[name];
  return text === undefined ? (kept.value?.filled.includes(name) ?? false) : text !== '';
}

/** What a field shows: what was typed, or what is kept and no secret. */
export function shownValue(name: string): string {
  return typed.value[name] ?? kept.value?.shown[name] ?? '';
}

/** Fields that hold no secret, with their values. */
export function openCredential(): Record<string, string> {
  const names = Object.entries(credentialFields).filter(([, { viewClass }]) => !HIDING.includes(viewClass));
  return Object.fromEntries(names.map(([name]) => [name, shownValue(name)]).filter(([, value]) => value !== ''));
}

/** Whether a field is filled by something that is not shown. */
export function isKeptSecret(name: string): boolean {
  const { filled = [], shown = {} } = kept.value ?? {};
  return typed.value[name] === undefined && filled.includes(name) && !(name in shown);
}

export function typeCredential(name: string, text: string): void {
  const { [name]: _, ...others } = typed.value;
  const isAsKept = text === '' && isSecretKept(name);
  typed.value = isAsKept ? others : { ...others, [name]: text };
  verification.value = { kind: 'not yet' };
}

/** An emptied secret means the one that is kept. */
function isSecretKept(name: string): boolean {
  const { filled = [], shown = {} } = kept.value ?? {};
  return filled.includes(name) && !(name in shown);
}

/** Asks the component whether the credential works. */
export async function verifyCredential(): Promise<void> {
  verification.value = { kind: 'running' };
  const asked = credentialChoice.value;
  try {
    const answer = await ask<Verification>('POST', '/api/verify', { credential: asked });
    if (asked !== credentialChoice.value) return;
    if (answer.verified) {
      kept.value = { ...answer.credential, label: kept.value?.label ?? '' };
      typed.value = {};
      verification.value = { kind: 'verified' };
    } else verification.value = { kind: 'refused', reason: answer.reason };
  } catch (error) {
    verification.value = { kind: 'refused', reason: (error as Error).message };
  }
}
