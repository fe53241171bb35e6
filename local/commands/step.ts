import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { COMPONENT_PATH } from '../elasticio/componentPath.js';
import { readManifest, stepsOf } from '../session/manifest.js';
import { openSession, type Session } from '../session/session.js';
import { runCommand, UsageError } from './command.js';

/**
 * `npm run step -- <key> [--cfg f.json] [--body f.json] [--snapshot f.json]`: one step under the sailor. Instead of a
 * file there may be JSON itself.
 * `<key>` is a trigger or action, `verifyCredentials`, a select model, or `getMetaModel` with `--of <trigger or action>`.
 */

const steps = stepsOf(readManifest(COMPONENT_PATH));

/** Select model → the step that has it. */
const models = Object.fromEntries(
  Object.entries(steps).flatMap(([key, { fields = {} }]) =>
    Object.values(fields).flatMap(({ model }) => (typeof model === 'string' ? [[model, key] as const] : [])),
  ),
);

interface Request {
  readonly key: string;
  readonly of: string | undefined;
  readonly cfg: Record<string, unknown>;
  readonly body: Record<string, unknown>;
  readonly snapshot: Record<string, unknown>;
}

function readRequest(): Request {
  let typed: ReturnType<typeof parse>;
  try {
    typed = parse();
  } catch (error) {
    throw new UsageError((error as Error).message.split('\n')[0]);
  }
  const [key, ...others] = typed.positionals;
  const known = [...Object.keys(steps), 'verifyCredentials', 'getMetaModel', ...Object.keys(models)];
  if (key === undefined) throw new UsageError(`Name a step: npm run step -- <key>. There are: ${known.join(', ')}.`);
  if (!known.includes(key)) throw new UsageError(`There is no "${key}". There are: ${known.join(', ')}.`);
  if (others.length > 0) throw new UsageError(`One step at a time, please; "${others.join(' ')}" is too much.`);
  const { of } = typed.values;
  if (key === 'getMetaModel' && (of === undefined || !steps[of])) {
    throw new UsageError(`Say whose metadata: --of with one of ${Object.keys(steps).join(', ')}.`);
  }
  const read = (path: string | undefined) => (path === undefined ? {} : readJson(path));
  const { cfg, body, snapshot } = typed.values;
  return { key, of, cfg: read(cfg), body: read(body), snapshot: read(snapshot) };
}

function parse() {
  const text = { type: 'string' } as const;
  return parseArgs({ allowPositionals: true, options: { cfg: text, body: text, snapshot: text, of: text } });
}

/** A file with JSON, or JSON itself. */
function readJson<Contents = Record<string, unknown>>(typed: string): Contents {
  const isItself = typed.trimStart().startsWith('{');
  try {
    return JSON.parse(isItself ? typed : readFileSync(typed, 'utf8')) as Contents;
  } catch (error) {
    const what = isItself ? `What was typed, ${typed},` : `The file "${typed}"`;
    throw new UsageError(`${what} cannot be read as JSON: ${(error as Error).message}`);
  }
}

async function run(request: Request, session: Session): Promise<number> {
  const cfg = { ...session.credential, ...request.cfg };
  const { key } = request;
  if (key === 'verifyCredentials') return show(await session.platform.service(key, { cfg }));
  if (key === 'getMetaModel') {
    return show(await session.platform.service(key, { cfg, ...(request.of ? { key: request.of } : {}) }));
  }
  const owner = models[key];
  if (owner) return show(await session.platform.service('selectModel', { cfg, key: owner, model: key }));

  let failed = false;
  const step = await session.platform.startStep({
    key,
    cfg,
    snapshot: request.snapshot,
    onOutput(output) {
      if (output.kind === 'data') print({ data: output.message.body, attachments: output.message.attachments });
      else if (output.kind === 'error') {
        failed = true;
        print({ error: output.error.message });
        if (process.env.LOG_LEVEL === 'debug') console.error(output.error.stack);
      } else print({ [output.kind]: output.value });
    },
  });
  await step.send(request.body);
  await step.idle();
  await step.stop();
  return failed ? 1 : 0;
}

function show(result: unknown): number {
  print(result);
  const { status, data } = result as { status?: string; data?: { verified?: boolean } };
  return status === 'error' || data?.verified === false ? 1 : 0;
}

function print(value: unknown): void {
  console.log(JSON.stringify(value, null, 2));
}

async function main(): Promise<number> {
  const request = readRequest();
  const session = await openSession();
  try {
    return await run(request, session);
  } finally {
    await session.close();
  }
}

runCommand(main);
