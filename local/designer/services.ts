import { readFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import type { Platform } from '../elasticio/platform.js';
import { stepsOf } from '../session/manifest.js';
import type { Manifest } from '../session/manifestShape.js';
import type { Choice, ConfiguredStep, CredentialChoice, Metadata, Outcome, Schema } from './protocol.js';

/** The component that the designer shows, and where it runs. */
export interface Workbench {
  readonly componentPath: string;
  readonly manifest: Manifest;
  readonly platform: Platform;
}

/** A step with its credential's fields among its own, as the platform hands it to the component. */
export interface FlatStep {
  readonly key: string;
  readonly cfg: Readonly<Record<string, unknown>>;
}

/** How long a person waits for an answer; the platform's own limit for "Verify" and the like. */
const PATIENCE_MS = 30_000;

/** A step's configuration with the credential's fields laid beside it. */
export function flatStep(step: ConfiguredStep, resolveCredential: (c: CredentialChoice) => object): FlatStep {
  return { key: step.key, cfg: { ...resolveCredential(step.credential), ...step.cfg } };
}

/** Asks the component whether a credential works; `undefined` when it does, else the reason as the component has it. */
export async function refusalOf(
  { platform, componentPath }: Workbench,
  credential: Readonly<Record<string, string>>,
  closed: AbortSignal,
): Promise<string | undefined> {
  const outcome = await ask<{ verified: boolean; reason?: string }>(closed, (signal) =>
    platform.service('verifyCredentials', { cfg: credential, componentPath, signal }),
  );
  if (outcome.kind === 'failed') return outcome.message;
  return outcome.value.verified ? undefined : (outcome.value.reason ?? 'The component does not say why.');
}

/** The choices of a select list that the component's function `model` gives. */
export async function choicesOf(
  { platform, componentPath }: Workbench,
  { key, cfg }: FlatStep,
  model: string,
  closed: AbortSignal,
): Promise<Outcome<Choice[]>> {
  const outcome = await ask<Record<string, unknown>>(closed, (signal) =>
    platform.service('selectModel', { cfg, key, model, componentPath, signal }),
  );
  if (outcome.kind === 'failed') return outcome;
  const value = Object.entries(outcome.value ?? {}).map(([choice, label]) => ({ value: choice, label: String(label) }));
  return { kind: 'done', value };
}

/** A step's metadata: from its function, or from the files that the manifest names. */
export async function metadataOf(
  { manifest, platform, componentPath }: Workbench,
  { key, cfg }: FlatStep,
  closed: AbortSignal,
): Promise<Outcome<Metadata>> {
  const step = stepsOf(manifest)[key];
  if (step?.dynamicMetadata) {
    return ask<Metadata>(closed, (signal) => platform.service('getMetaModel', { cfg, key, componentPath, signal }));
  }
  try {
    const [input, out] = await Promise.all(
      [step?.metadata?.in, step?.metadata?.out].map((part) => readSchema(componentPath, part)),
    );
    return { kind: 'done', value: { in: input, out } };
  } catch (error) {
    return { kind: 'failed', message: `The metadata cannot be read: ${(error as Error).message}` };
  }
}

/** A schema that stands in the manifest, or in a file inside the component's folder. */
async function readSchema(componentPath: string, part: string | object | undefined): Promise<Schema | undefined> {
  if (typeof part !== 'string') return part as Schema | undefined;
  const path = resolve(componentPath, part);
  if (relative(componentPath, path).startsWith('..')) throw new Error(`${part} is outside the component's folder.`);
  return JSON.parse(await readFile(path, 'utf8')) as Schema;
}

/** A service call that ends with the patience of whoever asked, or when they go away. */
async function ask<T>(closed: AbortSignal, call: (signal: AbortSignal) => Promise<unknown>): Promise<Outcome<T>> {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  try {
    const answer = (await call(AbortSignal.any([closed, patience]))) as { status: string; data: unknown };
    if (answer.status === 'success') return { kind: 'done', value: answer.data as T };
    return { kind: 'failed', message: (answer.data as { message: string }).message };
  } catch (error) {
    const message = patience.aborted
      ? `The component did not answer within ${PATIENCE_MS / 1000} seconds.`
      : (error as Error).message;
    return { kind: 'failed', message };
  }
}
