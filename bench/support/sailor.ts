import { readFileSync } from 'node:fs';
import { startPlatform } from '../../local/elasticio/platform.js';
import type { StepOptions } from '../../local/elasticio/runningStep.js';

/** A broker to measure over, or why there is none. */
export type RabbitMq = { readonly uri: string } | { readonly missing: string };

/** What a step is asked under the real sailor. */
export interface SailorOrder
  extends Pick<StepOptions, 'key' | 'cfg' | 'prefetch' | 'env' | 'flowId' | 'snapshot' | 'componentPath'> {
  /** A message each; one empty one by default. */
  readonly bodies?: readonly Readonly<Record<string, unknown>>[];
  /** The body of each output: nothing of it is kept. */
  readonly onBody?: (body: unknown) => void;
}

export interface SailorRun {
  /** From the first message sent until all are done and all outputs have arrived. */
  readonly ms: number;
  /** Until the first output; and what `atFirst` gave then. */
  readonly firstMs: number;
  readonly first: number;
  /** Until the last one. */
  readonly lastMs: number;
  readonly messages: number;
  /** Largest resident set of the sailor's process, in bytes. */
  readonly peakBytes: number;
  /** Its resident set at each second, in bytes. */
  readonly memory: readonly number[];
}

const DEFAULT_URI = 'amqp://guest:guest@127.0.0.1:5672';

/** So many messages and snapshots the sailor lets go in a second. */
export const THROTTLE = { messages: 100, snapshots: 20 } as const;

/** The broker at `AMQP_URI`, or the one on this machine. */
export async function findRabbitMq(): Promise<RabbitMq> {
  const uri = process.env.AMQP_URI || DEFAULT_URI;
  const { connect } = require('amqplib') as typeof import('amqplib');
  try {
    await (await connect(uri)).close();
    return { uri };
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    return { missing: `nothing over RabbitMQ, for no broker answers (${code ?? message}): start one, or set AMQP_URI` };
  }
}

/** Why rows over RabbitMQ are missing from a report. */
export function skippedWithout(broker: RabbitMq): string | undefined {
  return 'missing' in broker ? broker.missing : undefined;
}

/** Runs a step under the real sailor, by its own throttle. Throws an Error when the step gives one. */
export async function underSailor(uri: string, order: SailorOrder, atFirst = (): number => 0): Promise<SailorRun> {
  const { bodies = [{}], onBody, ...options } = order;
  const platform = await startPlatform({ amqpUri: uri });
  let startedAt = performance.now();
  let outputs: unknown[] | undefined;
  let firstMs = Number.NaN;
  let first = Number.NaN;
  let lastMs = Number.NaN;
  let messages = 0;
  let problem: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  const memory: number[] = [];
  try {
    const step = await platform.startStep({
      ...options,
      onOutput: (output) => {
        // A million contacts are not to be kept here.
        outputs?.splice(0);
        if (output.kind === 'error') problem = output.error.message;
        if (output.kind !== 'data') return;
        messages += 1;
        lastMs = performance.now() - startedAt;
        onBody?.(output.message.body);
        if (messages > 1) return;
        firstMs = lastMs;
        first = atFirst();
      },
    });
    outputs = step.outputs;
    timer = setInterval(() => memory.push(residentOf(step.pid())), 1000);
    startedAt = performance.now();
    for (const body of bodies) await step.send(body);
    await step.idle();
    const ms = performance.now() - startedAt;
    if (problem !== undefined) throw new Error(`${order.key}: ${problem}`);
    return { ms, firstMs, first, lastMs, messages, peakBytes: peakOf(step.pid()), memory };
  } finally {
    clearInterval(timer);
    await platform.close();
  }
}

/** Largest resident set that a process has had so far, in bytes; NaN where the system does not tell. */
function peakOf(pid: number | undefined): number {
  return figureOf(pid, 'VmHWM');
}

/** Resident set of a process now, in bytes; NaN where the system does not tell. */
function residentOf(pid: number | undefined): number {
  return figureOf(pid, 'VmRSS');
}

function figureOf(pid: number | undefined, name: string): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]) * 1024;
  } catch {
    return Number.NaN;
  }
}
