import { shown } from '../../../src/input/fields.js';
import { resetSharedState } from '../../../src/util/sharedState.js';
import { flawsOf, unread } from './judge.js';
import type { GoodInput, Values } from './steps.js';
import type { World } from './world.js';

/** What a step is run with. */
export interface Attack {
  readonly cfg: Values;
  readonly body: unknown;
  readonly attachments?: unknown;
  readonly snapshot?: unknown;
  /** What the message has beside all this. */
  readonly message?: Values;
}

/** What became of it. */
export interface Outcome {
  readonly data: readonly unknown[];
  readonly snapshots: readonly unknown[];
  /** What was thrown, then what was reported beside it. */
  readonly errors: readonly unknown[];
  /** Requests but for tokens: `POST /directories/…`, and whether each was answered well. */
  readonly calls: readonly { readonly name: string; readonly isGood: boolean }[];
  readonly logs: readonly string[];
}

/** Runs a step of a process that knows nothing yet, as the sailor would: what is emitted must be JSON. */
export async function run({ module }: GoodInput, world: World, attack: Attack): Promise<Outcome> {
  resetSharedState();
  const { requests } = world.sandbox;
  requests.length = 0;
  const outcome = { data: [] as unknown[], snapshots: [] as unknown[], errors: [] as unknown[], logs: [] as string[] };
  const log = (line: string): void => void outcome.logs.push(String(line));
  const step = {
    logger: { trace: log, debug: log, info: log, warn: log, error: log },
    emit: async (event: string, value: unknown): Promise<void> => {
      if (event === 'error' || event === 'rebound') outcome.errors.push(value);
      const copy = JSON.parse(JSON.stringify(value));
      if (event === 'data') outcome.data.push(copy.body);
      if (event === 'snapshot') outcome.snapshots.push(copy);
    },
  };
  const { cfg, body, attachments = {}, snapshot = {}, message = {} } = attack;
  try {
    await module.process.call(step, { id: 'message', body, headers: {}, attachments, ...message }, cfg, snapshot);
  } catch (error) {
    outcome.errors.unshift(error);
  }
  const calls = requests
    .filter(({ path }) => path !== '/oauth2/token')
    .map(({ method, url, status }) => ({
      name: `${method} ${url.replace('/API/v3', '')}`,
      isGood: status !== undefined && status < 300,
    }));
  return { ...outcome, calls };
}

/** Requests that change nothing: reads, searches, exports. */
const HARMLESS = /^GET |\/search|\/export-responses/;

/** What an error says that comes after something was done. */
const SAYS_WHAT_WAS_DONE =
  /was (created|added|updated|imported)|is done|are done|made the distribution|took nothing|took or created|may or may not/;

/** What is wrong with an outcome, whatever came in: bare errors, leaks, values that nobody read, work half done. */
export function flawsIn(
  { data, errors, calls, logs }: Outcome,
  secrets: readonly string[],
  harmless: RegExp = HARMLESS,
): string[] {
  const flaws = errors.flatMap((error) => flawsOf(error, secrets).map((flaw) => `${flaw}: ${messageOf(error)}`));
  const texts = {
    emitted: JSON.stringify(data),
    logged: logs.join('\n'),
    asked: calls.map(({ name }) => name).join('\n'),
  };
  for (const [how, text] of Object.entries(texts)) {
    flaws.push(...unread(text).map((sign) => `${how} ${sign}`));
    if (secrets.some((secret) => text.includes(secret))) flaws.push(`${how} a secret`);
  }
  const [error] = errors;
  const done = calls.filter(({ name, isGood }) => isGood && !harmless.test(name));
  if (error && data.length === 0 && done.length > 0 && !SAYS_WHAT_WAS_DONE.test(String(error))) {
    flaws.push(`half done (${done.map(({ name }) => name).join(', ')}): ${messageOf(error)}`);
  }
  return flaws;
}

/** What only Qualtrics can tell: that nothing, or too much, has a value. */
const IS_ABOUT_WHAT_WAS_FOUND = /^(?:No |More than one )/;

/** Refusals that are about more than one field, or about a field within the one that was attacked. */
const IS_ABOUT_OTHERS = /is empty|→|cannot both be|nothing to import|cannot be sent with/;

/** A value that is refused: by the field's label, with the value, before any request. */
export function refusalFlaws({ errors, calls }: Outcome, label: string, value: unknown): readonly string[] {
  const refusals = errors.filter((error) => error instanceof Error && error.name === 'InputError') as Error[];
  return refusals.flatMap(({ message }) => {
    if (IS_ABOUT_WHAT_WAS_FOUND.test(message)) return [];
    const flaws = calls.length === 0 ? [] : [`refused after ${calls.length} requests: ${message}`];
    if (IS_ABOUT_OTHERS.test(message)) return flaws;
    if (!message.includes(label)) flaws.push(`no label: ${message}`);
    if (!isShown(message, value)) flaws.push(`the value is not shown: ${message}`);
    return flaws;
  });
}

function isShown(message: string, value: unknown): boolean {
  const forms = [shown(value), shown(typeof value === 'string' ? value.trim() : value)];
  return forms.some((form) => message.includes(form)) || (typeof value === 'number' && message.includes(String(value)));
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 300) : String(typeof error);
}
