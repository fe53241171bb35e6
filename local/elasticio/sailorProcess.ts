import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join, resolve as resolvePath } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { Readable } from 'node:stream';
import { serveBroker } from './brokerServer.js';
import type { Sailor, SailorOptions } from './sailor.js';
import { SAILOR_PACKAGE } from './sailorPackage.js';

/** The sailor's own AMQP library gives way to a client of this process's broker. */
const USING_PARENTS_BROKER = {
  execArgv: ['--require', require.resolve('tsx/cjs'), '--require', resolvePath(__dirname, 'brokerClient.ts')],
};

/** The platform ends the hook `shutdown` after a minute, done or not. */
const SHUTDOWN_LIMIT_MS = 60_000;

/** The sailor as the platform starts it: a process of its own. Throws an Error when it ends instead of starting. */
export async function sailAsProcess(options: SailorOptions): Promise<Sailor> {
  const { broker, onFinished } = options;
  const { child, lines, closed } = startSailor(options, broker.isInMemory ? USING_PARENTS_BROKER : {});
  let finished = 0;
  let isEnding = false;
  const countFinished = (): void => {
    finished += 1;
    onFinished?.();
  };
  if (broker.isInMemory) serveBroker(child, await broker.connect(), countFinished);
  else {
    lines.on('line', (line) => {
      if (/"msg":"Message (ack|reject)"/.test(line)) countFinished();
    });
  }
  await new Promise<void>((resolve, reject) => {
    child.on('message', ({ event }: { event?: string }) => {
      if (event === 'init:ended') resolve();
    });
    void closed.then(({ reason }) => reject(new Error(reason)));
  });
  void closed.then(({ reason }) => {
    if (!isEnding) options.onCrash?.(new Error(reason));
  });
  const endBy = async (signal: NodeJS.Signals): Promise<void> => {
    isEnding = true;
    child.kill(signal);
    await closed;
  };
  return {
    pid: child.pid,
    finished: () => finished,
    // The next message comes after the broker has seen the acknowledgement.
    isWorkingOn: () => false,
    stop: () => endBy('SIGTERM'),
    kill: () => endBy('SIGKILL'),
  };
}

/**
 * Runs the hook `shutdown` as the platform does when a flow is stopped: in a process of its own, without a broker.
 * Throws an Error with what the hook threw, and when it takes longer than a minute.
 */
export async function runShutdownHook(options: SailorOptions): Promise<void> {
  const { child, closed } = startSailor(options, { more: { ELASTICIO_HOOK_SHUTDOWN: 'true' } });
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    child.kill('SIGKILL');
  }, SHUTDOWN_LIMIT_MS);
  const { code, reason } = await closed;
  clearTimeout(timer);
  if (isLate) throw new Error('The hook "shutdown" was ended after 60 seconds.');
  if (code !== 0) throw new Error(`The hook "shutdown" failed: ${reason}`);
}

interface Ending {
  readonly code: number | null;
  /** The last fatal error the sailor logged, else the code it ended with. */
  readonly reason: string;
}

function startSailor(
  { env, componentPath, broker, onLog }: SailorOptions,
  { execArgv = [], more = {} }: { execArgv?: readonly string[]; more?: Readonly<Record<string, string>> } = {},
): { child: ChildProcess; lines: Interface; closed: Promise<Ending> } {
  const script = createRequire(join(componentPath, 'component.json')).resolve(`${SAILOR_PACKAGE}/run.js`);
  const child = spawn(process.execPath, [...execArgv, script], {
    cwd: componentPath,
    // Debug is the level at which the sailor says that it acknowledged a message; in memory the broker tells.
    env: { ...process.env, ...env, ...more, ...(broker.isInMemory ? {} : { LOG_LEVEL: 'debug' }) },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    serialization: 'advanced',
  });
  const lines = createInterface({ input: child.stdout ?? Readable.from([]) });
  let fatal: string | undefined;
  lines.on('line', (line) => {
    onLog?.(line);
    fatal = fatalError(line) ?? fatal;
  });
  // Not "exit": what it logged last is read until "close".
  const closed = once(child, 'close').then(([code]): Ending => {
    return { code, reason: fatal ?? `The sailor ended with code ${code}.` };
  });
  return { child, lines, closed };
}

const FATAL_LEVEL = 60;

function fatalError(line: string): string | undefined {
  if (!line.includes(`"level":${FATAL_LEVEL}`)) return undefined;
  try {
    const { level, err } = JSON.parse(line) as { level?: number; err?: { message?: string } };
    return level === FATAL_LEVEL ? err?.message : undefined;
  } catch {
    return undefined;
  }
}
