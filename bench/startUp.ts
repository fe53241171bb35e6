import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { API_USER, type StepApi, startStepApi } from '../local/elasticio/stepApi.js';
import { stepVariables } from '../local/elasticio/stepVariables.js';
import { median, megabytes, type Report, type Row, seconds } from './support/report.js';
import { type RabbitMq, skippedWithout } from './support/sailor.js';
import { sized } from './support/size.js';

const REPETITIONS = sized(5, 1);
const ROOT = resolve(__dirname, '..');
const IN_MEMORY = 'amqp://in-memory';

const PROBE = resolve(__dirname, 'support/startUpProbe.cjs');
/** Nobody could start sooner, nor in less memory: Node, and nothing else. */
const NODE_ALONE =
  'console.log(JSON.stringify({ ms: performance.now(), bytes: process.memoryUsage().rss })); process.exit(0);';

interface Start {
  readonly ms: number;
  readonly bytes: number;
}

/** From the start of a process until it prints what it took. */
async function startOf(args: readonly string[], cwd: string, env: Readonly<Record<string, string>>): Promise<Start> {
  const child = spawn(process.execPath, args, { cwd, env: { ...process.env, ...env } });
  let measured = { ms: 0, bytes: 0 };
  createInterface({ input: child.stdout }).on('line', (line) => {
    measured = JSON.parse(line);
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${args.join(' ')} ended with code ${code}.`);
  return measured;
}

async function startOnce(folder: string, key: string, api: StepApi, amqpUri: string): Promise<Start> {
  api.steps.set(key, { id: key, function: key, config: {}, snapshot: {} });
  return await withQueue(amqpUri, (input) =>
    startOf([PROBE], folder, {
      ...stepVariables({ flowId: 'flow', stepId: key, key, names: { input, output: 'output' }, amqpUri }),
      ELASTICIO_API_URI: api.url,
      ELASTICIO_API_USERNAME: API_USER.name,
      ELASTICIO_API_KEY: API_USER.key,
      LOG_LEVEL: 'fatal',
    }),
  );
}

/** The queue that the sailor listens on; in memory it makes its own. */
async function withQueue<T>(amqpUri: string, work: (queue: string) => Promise<T>): Promise<T> {
  if (amqpUri === IN_MEMORY) return await work('input');
  const { connect } = require('amqplib') as typeof import('amqplib');
  const connection = await connect(amqpUri);
  try {
    const channel = await connection.createChannel();
    const { queue } = await channel.assertQueue('', { exclusive: false, autoDelete: true });
    try {
      return await work(queue);
    } finally {
      await channel.deleteQueue(queue);
    }
  } finally {
    await connection.close();
  }
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

/** A step and the empty component beside it, in memory and over a broker, in turn; Node alone as the limit. */
async function rowsOf(key: string, empty: string, api: StepApi, broker: RabbitMq): Promise<Row[]> {
  const starts = { ours: [], none: [], oursOver: [], noneOver: [], node: [] } as Record<string, Start[]>;
  const take = async (name: string, start: Promise<Start>): Promise<void> => void starts[name]?.push(await start);
  for (let repetition = 0; repetition < REPETITIONS; repetition += 1) {
    await take('none', startOnce(empty, 'empty', api, IN_MEMORY));
    await take('ours', startOnce(ROOT, key, api, IN_MEMORY));
    await take('node', startOf(['--eval', NODE_ALONE], ROOT, {}));
    if ('missing' in broker) continue;
    await take('noneOver', startOnce(empty, 'empty', api, broker.uri));
    await take('oursOver', startOnce(ROOT, key, api, broker.uri));
  }
  const figures = [
    ['time', 'ms', seconds],
    ['memory', 'bytes', megabytes],
  ] as const;
  return figures.map(([what, pick, format]) => {
    const of = (name: string): number => median((starts[name] ?? []).map((one) => one[pick]));
    const over = 'uri' in broker;
    return {
      what: `${key}, ${what}`,
      ours: format(of('ours')),
      alternative: over ? `${format(of('none'))}, over RabbitMQ ${format(of('noneOver'))}` : format(of('none')),
      ratio: of('ours') / of('none'),
      overRabbitMq: over ? { figure: format(of('oursOver')), ratio: of('oursOver') / of('noneOver') } : undefined,
      limit: `Node ${format(of('node'))}`,
    };
  });
}

/** From the start of the process until the step is loaded, beside an empty component in the same sailor. */
export async function startUp(broker: RabbitMq): Promise<Report> {
  const empty = emptyComponent();
  const api = await startStepApi();
  const rows: Row[] = [];
  try {
    const { triggers, actions } = require(join(ROOT, 'component.json'));
    for (const key of Object.keys({ ...triggers, ...actions })) rows.push(...(await rowsOf(key, empty, api, broker)));
  } finally {
    rmSync(empty, { recursive: true });
    await api.close();
  }
  return {
    name: 'start-up',
    about: `from the start of the process until the sailor waits for messages, against an empty component, each over the same broker; median of ${REPETITIONS}`,
    rows,
    skipped: skippedWithout(broker),
  };
}
