import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { ConsumeMessage } from 'amqplib';
import { COMPONENT_PATH } from './componentPath.js';
import { decode, encode, type IncomingMessage, type StepOutput } from './messageCodec.js';
import type { MessageExtras, RunningStep, StepOptions, StepSurroundings } from './runningStep.js';
import type { Sailor, SailorOptions } from './sailor.js';
import { sailInProcess } from './sailorInProcess.js';
import { runShutdownHook, sailAsProcess } from './sailorProcess.js';
import type { StepDescription } from './stepApi.js';
import { openStepQueues, type QueuedMessage, type StepQueues } from './stepQueues.js';
import { stepVariables } from './stepVariables.js';

const REBOUND_DELAY_MS = 1000;

/** So soon the broker is asked again whether it has seen that a sailor ended. */
const RECOUNT_MS = 10;

/**
 * Starts a sailor for one step, with queues of its own. Throws an Error with the reason when the step cannot start;
 * what the sailor reported of it has then gone to `onOutput`.
 */
export async function startStep(options: StepOptions, surroundings: StepSurroundings): Promise<RunningStep> {
  const step = new Step(options, surroundings);
  await step.open();
  return step;
}

class Step implements RunningStep {
  readonly outputs: StepOutput[] = [];
  readonly webhookUrl: string;
  readonly #options: StepOptions;
  readonly #surroundings: StepSurroundings;
  readonly #stepId = `step-${randomUUID().slice(0, 8)}`;
  readonly #flowId: string;
  readonly #description: StepDescription;
  readonly #closing = new AbortController();
  #queues: StepQueues | undefined;
  #sailor: Sailor | undefined;
  #sent = 0;
  #finishedBefore = 0;
  /** Messages that the broker has taken, and those on their way to it. */
  #queued = 0;
  readonly #puts = new Set<Promise<void>>();
  #failure: Error | undefined;
  /** Whoever waits for something to change. */
  #waiting: (() => void)[] = [];

  constructor(options: StepOptions, surroundings: StepSurroundings) {
    this.#options = options;
    this.#surroundings = surroundings;
    this.#flowId = options.flowId ?? `flow-${randomUUID().slice(0, 8)}`;
    this.webhookUrl = surroundings.gateway.addressOf(this.#flowId);
    const { key, cfg, snapshot = {} } = options;
    this.#description = { id: this.#stepId, function: key, config: cfg, snapshot };
  }

  async open(): Promise<void> {
    const { broker, api, gateway } = this.#surroundings;
    api.steps.set(this.#stepId, this.#description);
    this.#queues = await openStepQueues(broker, this.#stepId, (delivery) => this.#take(delivery));
    gateway.open(this.#flowId, (message) => this.#put({ id: randomUUID(), attachments: {}, ...message }));
    try {
      await this.restart();
    } catch (error) {
      await this.#queues.arrived();
      await this.close();
      throw error;
    }
  }

  pid(): number | undefined {
    return this.#sailor?.pid;
  }

  snapshot(): unknown {
    return this.#description.snapshot;
  }

  send(body: Readonly<Record<string, unknown>>, extras: MessageExtras = {}): Promise<void> {
    return this.#put({ id: randomUUID(), body, headers: {}, attachments: {}, ...extras });
  }

  async idle(): Promise<void> {
    do {
      await this.#until(() => this.#finished >= this.#sent);
      await this.#queues?.arrived();
    } while (this.#finished < this.#sent);
  }

  stop(): Promise<void> {
    return this.#end('stop');
  }

  kill(): Promise<void> {
    return this.#end('kill');
  }

  async restart(): Promise<void> {
    // One that ended by itself has not been counted yet.
    await this.kill();
    this.#failure = undefined;
    const isHere = this.#surroundings.broker.isInMemory && !this.#options.inOwnProcess;
    const sail = isHere ? sailInProcess : sailAsProcess;
    this.#sailor = await sail(
      this.#sailorOptions({ ELASTICIO_STARTUP_REQUIRED: String(this.#options.startup === true) }),
    );
    // What waited on the queue may be worked on already.
    this.#wake();
  }

  async shutdown(): Promise<void> {
    this.#surroundings.gateway.stop(this.#flowId);
    await this.stop();
    await runShutdownHook(this.#sailorOptions());
  }

  async close(): Promise<void> {
    this.#surroundings.gateway.stop(this.#flowId);
    this.#closing.abort();
    await this.kill();
    await this.#queues?.remove();
  }

  get #finished(): number {
    return this.#finishedBefore + (this.#sailor?.finished() ?? 0);
  }

  async #end(how: 'stop' | 'kill'): Promise<void> {
    const ending = this.#sailor;
    this.#sailor = undefined;
    if (!ending) return;
    await ending[how]();
    const { isInMemory } = this.#surroundings.broker;
    this.#finishedBefore = isInMemory ? this.#finishedBefore + ending.finished() : await this.#finishedByNow();
    await this.#queues?.arrived();
  }

  /** By the broker: a sailor says that it acknowledges a message before it does, and may end between the two. */
  async #finishedByNow(): Promise<number> {
    for (;;) {
      await Promise.allSettled(this.#puts);
      const queued = this.#queued;
      const waiting = await this.#queues?.waiting();
      if (waiting !== undefined && this.#puts.size === 0 && queued === this.#queued) return queued - waiting;
      await pause(RECOUNT_MS);
    }
  }

  #sailorOptions(more: Readonly<Record<string, string>> = {}): SailorOptions {
    const { key, env, prefetch = 1, rebound, componentPath = COMPONENT_PATH, onLog } = this.#options;
    const { broker, sailorUri, variables } = this.#surroundings;
    const names = this.#queues?.names ?? { input: '', output: '' };
    const identity = { flowId: this.#flowId, stepId: this.#stepId, key, names, amqpUri: sailorUri };
    return {
      env: {
        ...variables,
        ...stepVariables(identity),
        ELASTICIO_FLOW_WEBHOOK_URI: this.webhookUrl,
        ELASTICIO_RABBITMQ_PREFETCH_SAILOR: String(prefetch),
        ...(rebound?.limit === undefined ? {} : { ELASTICIO_REBOUND_LIMIT: String(rebound.limit) }),
        ...more,
        ...env,
      },
      componentPath,
      broker,
      onLog,
      onFinished: () => this.#wake(),
      onCrash: (error) => this.#fail(error),
    };
  }

  async #put(message: IncomingMessage): Promise<void> {
    this.#sent += 1;
    const headers = { messageId: message.id, taskId: this.#flowId, execId: 'exec' };
    await this.#queue({ content: encode(message), headers });
  }

  #take(delivery: ConsumeMessage): void {
    const output = decode(delivery);
    if (output.kind === 'snapshot') this.#description.snapshot = output.value;
    this.outputs.push(output);
    if (output.kind === 'rebound') this.#putBack(delivery).catch((error: Error) => this.#fail(error));
    this.#options.onOutput?.(output);
  }

  /** Not before the sailor is done with it: it takes a message that it has in hand for a repeated delivery. */
  async #putBack({ content, properties: { headers = {} } }: ConsumeMessage): Promise<void> {
    this.#sent += 1;
    const { delayMs = REBOUND_DELAY_MS } = this.#options.rebound ?? {};
    const { signal } = this.#closing;
    await pause(delayMs, undefined, { signal });
    await this.#until(() => !this.#sailor?.isWorkingOn(String(headers.messageId)));
    if (!signal.aborted) await this.#queue({ content, headers });
  }

  async #queue(message: QueuedMessage): Promise<void> {
    const put = this.#queues?.put(message);
    if (!put) return;
    this.#puts.add(put);
    try {
      await put;
      this.#queued += 1;
    } finally {
      this.#puts.delete(put);
    }
  }

  async #until(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) {
      if (this.#failure) throw this.#failure;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  #wake(): void {
    const woken = this.#waiting;
    this.#waiting = [];
    for (const wake of woken) wake();
  }

  #fail(error: Error): void {
    if (this.#closing.signal.aborted) return;
    this.#failure ??= error;
    this.#wake();
  }
}
