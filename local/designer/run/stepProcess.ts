import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { StepOutput } from '../../elasticio/messageCodec.js';
import type { LogLevel, RunEvent, StoredFile } from '../protocol.js';
import type { ChildStart, FromChild, ToChild } from './childMessages.js';
import { readLine } from './stepLines.js';

/** A step at work in a process of its own. */
export interface StepProcess {
  /** Ends it gracefully, a webhook trigger's subscription included. */
  stop(): void;
  /** Ends it, and all that it started, at once. */
  kill(): void;
  /** Resolves when the process and its output have ended. */
  readonly ended: Promise<void>;
}

export interface StepProcessOptions {
  readonly start: ChildStart;
  readonly logLevel: LogLevel;
  readonly onEvent: (event: RunEvent) => void;
  /** What the page may fetch of a message's attachments. */
  readonly filesOf: (message: Extract<StepOutput, { kind: 'data' }>['message']) => StoredFile[];
}

/** How long a step may take to end gracefully: the hook `shutdown` of a webhook trigger has a minute. */
const GRACE_MS = { webhook: 60_000, other: 3000 } as const;

/** As in package.json: the sailor's throttle sets timers in the past, which Node warns of. */
const QUIET = '--disable-warning=TimeoutNegativeWarning';

/** Starts a step and tells everything that happens to it, `ended` last. */
export function startStepProcess({ start, logLevel, onEvent, filesOf }: StepProcessOptions): StepProcess {
  const recorder = ['--require', require.resolve('tsx/cjs'), '--require', resolve(__dirname, 'recordRequests.ts')];
  const child = spawn(process.execPath, [QUIET, ...recorder, resolve(__dirname, 'child.ts')], {
    // Over a real broker the sailor is a process of its own below this one: it must load the recorder as well.
    env: { ...process.env, LOG_LEVEL: logLevel, ...(start.amqpUri ? { NODE_OPTIONS: recorder.join(' ') } : {}) },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // A group of its own, so that it can be ended together with what it started.
    detached: true,
  });
  let end: Extract<RunEvent, { kind: 'ended' }> | undefined;
  let isStopping = false;
  eachLine(child.stdout, (line) => onEvent(readLine(line)));
  eachLine(child.stderr, (text) => onEvent({ kind: 'log', at: Date.now(), level: 'error', by: 'process', text }));
  child.on('message', (message: FromChild) => {
    if (message.kind === 'output') onEvent({ at: message.at, ...outputEvent(message.output, filesOf) });
    else if (message.kind === 'listening') onEvent(message);
    else if (message.kind === 'done') end = { kind: 'ended', at: Date.now(), how: 'done' };
    else end = { kind: 'ended', at: Date.now(), how: 'failed', reason: message.message };
  });
  const kill = (): void => killGroup(child);
  send(child, { kind: 'start', start });
  return {
    stop() {
      isStopping = true;
      send(child, { kind: 'stop' });
      const timer = setTimeout(kill, start.isWebhook ? GRACE_MS.webhook : GRACE_MS.other);
      child.once('close', () => clearTimeout(timer));
    },
    kill() {
      isStopping = true;
      kill();
    },
    ended: once(child, 'close').then(([code]) => {
      const unexpected = { how: 'failed', reason: `The step's process ended with code ${code}.` } as const;
      const how = isStopping && end?.how !== 'failed' ? ({ how: 'stopped' } as const) : (end ?? unexpected);
      onEvent({ ...how, kind: 'ended', at: Date.now() });
    }),
  };
}

function eachLine(stream: Readable | null, onLine: (line: string) => void): void {
  if (stream) createInterface({ input: stream }).on('line', onLine);
}

function outputEvent(output: StepOutput, filesOf: StepProcessOptions['filesOf']) {
  switch (output.kind) {
    case 'data':
      return { kind: 'data', body: output.message.body, files: filesOf(output.message) } as const;
    case 'error':
      return { kind: 'error', message: output.error.message, stack: output.error.stack } as const;
    case 'snapshot':
      return { kind: 'snapshot', value: output.value } as const;
    case 'rebound':
      return { kind: 'rebound', reason: String(output.value) } as const;
  }
}

function send(child: ChildProcess, message: ToChild): void {
  if (child.connected) child.send(message, () => undefined);
}

function killGroup({ pid, exitCode, signalCode }: ChildProcess): void {
  if (pid === undefined || exitCode !== null || signalCode !== null) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has just ended by itself.
  }
}
