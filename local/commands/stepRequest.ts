import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { decodedText } from '../../src/qualtrics/client/charset.js';
import { readManifest, stepsOf } from '../session/manifest.js';
import { UsageError } from '../session/usageError.js';
import { componentFolder, typedArguments } from './command.js';

/** What `npm run step` is asked to do. */
export type StepRequest = StepCall | ServiceCall;

/** To run a trigger or an action. */
export interface StepCall {
  readonly kind: 'step';
  readonly key: string;
  readonly isWebhook: boolean;
  readonly componentPath: string;
  readonly cfg: Readonly<Record<string, unknown>>;
  /** `undefined` when none was given. */
  readonly body: Readonly<Record<string, unknown>> | undefined;
  readonly snapshot: Readonly<Record<string, unknown>>;
  readonly attachments: readonly FileToAttach[];
}

/** To ask what the platform's UI asks. */
export interface ServiceCall {
  readonly kind: 'service';
  readonly method: 'verifyCredentials' | 'getMetaModel' | 'selectModel';
  readonly componentPath: string;
  readonly cfg: Readonly<Record<string, unknown>>;
  /** The trigger or action that is asked. */
  readonly key?: string;
  readonly model?: string;
}

export interface FileToAttach {
  /** What the message calls it. */
  readonly name: string;
  readonly path: string;
}

const text = { type: 'string' } as const;

/** Reads what was typed behind `npm run step --`. Throws UsageError. */
export function readStepRequest(args: readonly string[]): StepRequest {
  const { positionals, values } = typedArguments({
    args: [...args],
    allowPositionals: true,
    options: {
      cfg: text,
      body: text,
      snapshot: text,
      of: text,
      component: text,
      attachment: { type: 'string', multiple: true },
    },
  });
  const componentPath = componentFolder(values.component);
  const steps = stepsOf(readManifest(componentPath));
  const models = ownersOfModels(steps);
  const key = keyIn(positionals, [...Object.keys(steps), 'verifyCredentials', 'getMetaModel', ...models.keys()]);
  const common = { cfg: readJson(values.cfg) ?? {}, componentPath };
  if (key === 'verifyCredentials') return { kind: 'service', method: key, ...common };
  if (key === 'getMetaModel') return { kind: 'service', method: key, ...common, key: stepNamed(values.of, steps) };
  const owner = models.get(key);
  if (owner !== undefined) return { kind: 'service', method: 'selectModel', ...common, key: owner, model: key };
  return {
    kind: 'step',
    key,
    isWebhook: steps[key]?.type === 'webhook',
    ...common,
    body: readJson(values.body),
    snapshot: readJson(values.snapshot) ?? {},
    attachments: (values.attachment ?? []).map(toFile),
  };
}

type Steps = ReturnType<typeof stepsOf>;

/** Select model → the step that has it. */
function ownersOfModels(steps: Steps): Map<string, string> {
  return new Map(
    Object.entries(steps).flatMap(([key, { fields = {} }]) =>
      Object.values(fields).flatMap(({ model }) => (typeof model === 'string' ? [[model, key] as const] : [])),
    ),
  );
}

function keyIn([key, ...others]: readonly string[], known: readonly string[]): string {
  if (key === undefined) throw new UsageError(`Name a step: npm run step -- <key>. There are: ${known.join(', ')}.`);
  if (!known.includes(key)) throw new UsageError(`There is no "${key}". There are: ${known.join(', ')}.`);
  if (others.length > 0) throw new UsageError(`One step at a time, please; "${others.join(' ')}" is too much.`);
  return key;
}

function stepNamed(key: string | undefined, steps: Steps): string {
  if (key !== undefined && steps[key]) return key;
  throw new UsageError(`Say whose metadata: --of with one of ${Object.keys(steps).join(', ')}.`);
}

/**
 * JSON itself, or a file with it in any encoding that a byte order mark tells, as editors save it; `undefined` when
 * nothing was typed. Throws UsageError.
 */
function readJson(typed: string | undefined): Record<string, unknown> | undefined {
  if (typed === undefined) return undefined;
  const isItself = typed.trimStart().startsWith('{');
  try {
    return JSON.parse(isItself ? typed : (decodedText(readFileSync(typed)) ?? '')) as Record<string, unknown>;
  } catch (error) {
    const what = isItself ? `What was typed, ${typed},` : `The file "${typed}"`;
    throw new UsageError(`${what} cannot be read as JSON: ${(error as Error).message}`);
  }
}

/** `name=path`, or a path alone, whose last part is then the name. */
function toFile(typed: string): FileToAttach {
  const at = typed.indexOf('=');
  const path = typed.slice(at + 1);
  const name = at > 0 ? typed.slice(0, at) : basename(path);
  if (!existsSync(path)) throw new UsageError(`There is no file "${path}" to attach.`);
  return { name, path };
}
