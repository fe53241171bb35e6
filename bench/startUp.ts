import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { API_USER, type StepApi, startStepApi } from '../local/elasticio/stepApi.js';
import { stepVariables } from '../local/elasticio/stepVariables.js';
import { median, megabytes, type Report, type Row, seconds } from './support/report.js';

const REPETITIONS = 5;
const ROOT = resolve(__dirname, '..');

const PROBE = resolve(__dirname, 'support/startUpProbe.cjs');

async function startOnce(folder: string, key: string, api: StepApi): Promise<{ ms: number; bytes: number }> {
  const names = { input: 'input', output: 'output' };
  api.steps.set(key, { id: key, function: key, config: {}, snapshot: {} });
  const child = spawn(process.execPath, [PROBE], {
    cwd: folder,
    env: {
      ...process.env,
      ...stepVariables({ flowId: 'flow', stepId: key, key, names, amqpUri: 'amqp://in-memory' }),
      ELASTICIO_API_URI: api.url,
      ELASTICIO_API_USERNAME: API_USER.name,
      ELASTICIO_API_KEY: API_USER.key,
      LOG_LEVEL: 'fatal',
    },
  });
  let measured = { ms: 0, bytes: 0 };
  createInterface({ input: child.stdout }).on('line', (line) => {
    measured = JSON.parse(line);
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`The sailor with ${key} ended with code ${code}.`);
  return measured;
}

/** An empty component with the same sailor. */
function emptyComponent(): string {
  const folder = mkdtempSync(join(tmpdir(), 'empty-component-'));
  mkdirSync(join(folder, 'lib'));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'component.json'), JSON.stringify({ actions: { empty: { main: './lib/empty.js' } } }));
  writeFileSync(join(folder, 'lib/empty.js'), 'exports.process = async () => undefined;');
  return folder;
}

/** From the start of the process until the step is loaded, beside an empty component in the same sailor. */
export async function startUp(): Promise<Report> {
  const empty = emptyComponent();
  const api = await startStepApi();
  const rows: Row[] = [];
  try {
    const { triggers, actions } = require(join(ROOT, 'component.json'));
    for (const key of Object.keys({ ...triggers, ...actions })) {
      const ours: { ms: number; bytes: number }[] = [];
      const none: { ms: number; bytes: number }[] = [];
      for (let repetition = 0; repetition < REPETITIONS; repetition += 1) {
        none.push(await startOnce(empty, 'empty', api));
        ours.push(await startOnce(ROOT, key, api));
      }
      for (const [what, pick, format] of [
        ['time', 'ms', seconds],
        ['memory', 'bytes', megabytes],
      ] as const) {
        const [mine, theirs] = [ours, none].map((all) => median(all.map((one) => one[pick]))) as [number, number];
        rows.push({ what: `${key}, ${what}`, ours: format(mine), alternative: format(theirs), ratio: mine / theirs });
      }
    }
  } finally {
    rmSync(empty, { recursive: true });
    await api.close();
  }
  return {
    name: 'start-up',
    about: `from the start of the process until the sailor waits for messages, against an empty component; median of ${REPETITIONS}`,
    rows,
  };
}
