import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { relative, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { restoreEnvironment, savedEnvironment } from './environment.js';

/** A sailor that listens for messages of one step. */
export interface Sailor {
  /** Messages it has finished, acknowledged or rejected. */
  finished(): number;
  /** Ends gracefully, as on SIGTERM. */
  stop(): Promise<void>;
  /** Ends at once, as on SIGKILL. */
  kill(): Promise<void>;
}

export interface SailorOptions {
  /** `ELASTICIO_…` and other variables of the step. */
  readonly env: Readonly<Record<string, string>>;
  /** The component's folder. */
  readonly componentPath: string;
  /** Each line the component logs. */
  readonly onLog?: ((line: string) => void) | undefined;
}

const SAILOR = 'elasticio-sailor-nodejs';

interface SailorClass {
  new (
    settings: unknown,
  ): {
    messagesCount: number;
    connect(): Promise<void>;
    prepare(): Promise<void>;
    run(): Promise<void>;
    scheduleShutdown(): Promise<void>;
    disconnect(): Promise<void>;
    processMessage(payload: unknown, message: unknown): Promise<void>;
  };
}

/** The sailor in this process, for the in-memory broker. One step at a time: its variables are the process's. */
export async function sailInProcess({ env, componentPath }: SailorOptions): Promise<Sailor> {
  const saved = savedEnvironment();
  Object.assign(process.env, env);
  const { Sailor: Class } = require(`${SAILOR}/lib/sailor.js`) as { Sailor: SailorClass };
  const { readFrom } = require(`${SAILOR}/lib/settings.js`) as { readFrom(env: NodeJS.ProcessEnv): object };
  const path = relative(process.cwd(), componentPath);
  const sailor = new Class(readFrom({ ...process.env, ELASTICIO_COMPONENT_PATH: path }));
  let finished = 0;
  const processMessage = sailor.processMessage.bind(sailor);
  sailor.processMessage = async (payload, message) => {
    await processMessage(payload, message);
    finished += 1;
  };
  await sailor.connect();
  await sailor.prepare();
  await sailor.run();
  const end = async (): Promise<void> => {
    await sailor.disconnect();
    restoreEnvironment(saved);
  };
  return {
    finished: () => finished,
    stop: async () => {
      await sailor.scheduleShutdown();
      await end();
    },
    kill: end,
  };
}

/** The sailor as the platform starts it: a process of its own. */
export async function sailAsProcess({ env, componentPath, onLog }: SailorOptions): Promise<Sailor> {
  const script = resolve(componentPath, 'node_modules', SAILOR, 'run.js');
  const child = spawn(process.execPath, [script], {
    cwd: componentPath,
    // Debug is the level at which the sailor says that it acknowledged a message.
    env: { ...process.env, ...env, LOG_LEVEL: 'debug' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let finished = 0;
  const ready = new Promise<void>((resolveReady, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      onLog?.(line);
      if (/"msg":"Message (ack|reject)"/.test(line)) finished += 1;
      if (line.includes('Fully initialized and waiting for messages')) resolveReady();
    });
    child.once('exit', (code) => reject(new Error(`The sailor ended with code ${code}.`)));
  });
  await ready;
  return {
    finished: () => finished,
    stop: () => endBy(child, 'SIGTERM'),
    kill: () => endBy(child, 'SIGKILL'),
  };
}

async function endBy(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill(signal);
  await exit;
}
