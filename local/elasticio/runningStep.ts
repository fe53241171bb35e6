import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Broker } from './broker.js';
import { COMPONENT_PATH } from './componentPath.js';
import { CRYPTO, decode, encode, ROUTING_KEYS, type StepOutput } from './messageCodec.js';
import { type Sailor, sailAsProcess, sailInProcess } from './sailor.js';
import type { StepApi, StepDescription } from './stepApi.js';

export interface StepOptions {
  /** The trigger's or action's key in component.json. */
  readonly key: string;
  readonly cfg: Readonly<Record<string, unknown>>;
  readonly snapshot?: unknown;
  /** More variables for the step, `API_RETRY_DELAY` for one. */
  readonly env?: Readonly<Record<string, string>>;
  /** Each output as it comes. */
  readonly onOutput?: (output: StepOutput) => void;
  readonly onLog?: (line: string) => void;
  readonly componentPath?: string;
}

/** A step of a flow that is running. */
export interface RunningStep {
  readonly outputs: StepOutput[];
  /** The last snapshot it emitted, as the platform keeps it. */
  snapshot(): unknown;
  /** Puts a message on the step's queue; does not wait until it is worked on. */
  send(body: Readonly<Record<string, unknown>>): Promise<void>;
  /** Resolves when every message sent was worked on and all outputs have arrived. */
  idle(): Promise<void>;
  /** Ends the sailor gracefully and starts none. */
  stop(): Promise<void>;
  kill(): Promise<void>;
  /** Starts a sailor again, with the last snapshot; what was not finished is delivered again. */
  restart(): Promise<void>;
}

/** How often the broker is asked whether all has arrived. */
const POLL_MS = 5;

/** Starts a sailor for one step, with queues of its own. */
export async function startStep(
  options: StepOptions,
  broker: Broker,
  sailorUri: string,
  api: StepApi,
  common: Record<string, string>,
): Promise<RunningStep> {
  const id = `step-${randomUUID().slice(0, 8)}`;
  const { channel } = broker;
  const names = { input: `${id}:input`, output: `${id}:output` };
  for (const [name, keys] of [
    [names.input, ['input']],
    [names.output, Object.values(ROUTING_KEYS)],
  ] as const) {
    await channel.assertExchange(name, 'direct', { durable: true });
    await channel.assertQueue(name, { durable: true });
    for (const key of keys) await channel.bindQueue(name, name, key);
  }
  const description: StepDescription = {
    id,
    function: options.key,
    config: options.cfg,
    snapshot: options.snapshot ?? {},
  };
  api.steps.set(id, description);

  const outputs: StepOutput[] = [];
  await channel.consume(
    names.output,
    (delivery) => {
      if (!delivery) return;
      const output = decode(delivery);
      if (output.kind === 'snapshot') description.snapshot = output.value;
      outputs.push(output);
      options.onOutput?.(output);
    },
    { noAck: true },
  );

  const env = { ...common, ...stepVariables(id, options.key, names, sailorUri), ...options.env };
  const sail = broker.isInMemory ? sailInProcess : sailAsProcess;
  const componentPath = options.componentPath ?? COMPONENT_PATH;
  const start = (): Promise<Sailor> => sail({ env, componentPath, onLog: options.onLog });
  let sailor: Sailor | undefined = await start();
  let finishedBefore = 0;
  let sent = 0;
  const end = async (how: 'stop' | 'kill'): Promise<void> => {
    const ending = sailor;
    sailor = undefined;
    await ending?.[how]();
    finishedBefore += ending?.finished() ?? 0;
  };

  return {
    outputs,
    snapshot: () => description.snapshot,
    async send(body) {
      sent += 1;
      const headers = { messageId: randomUUID(), taskId: 'flow', execId: 'exec' };
      channel.publish(names.input, 'input', encode({ id: headers.messageId, body, headers: {}, attachments: {} }), {
        headers,
      });
      await channel.waitForConfirms();
    },
    async idle() {
      while (finishedBefore + (sailor?.finished() ?? 0) < sent) await pause(POLL_MS);
      while ((await channel.checkQueue(names.output)).messageCount > 0) await pause(POLL_MS);
    },
    stop: () => end('stop'),
    kill: () => end('kill'),
    async restart() {
      sailor = await start();
    },
  };
}

/** Everything the sailor insists on. */
export function stepVariables(
  id: string,
  key: string,
  names: { input: string; output: string },
  amqpUri: string,
): Record<string, string> {
  const values = {
    FLOW_ID: 'flow',
    EXEC_ID: 'exec',
    STEP_ID: id,
    CONTAINER_ID: 'container',
    WORKSPACE_ID: 'workspace',
    USER_ID: 'user',
    COMP_ID: 'qualtrics',
    FUNCTION: key,
    AMQP_URI: amqpUri,
    LISTEN_MESSAGES_ON: names.input,
    PUBLISH_MESSAGES_TO: names.output,
    DATA_ROUTING_KEY: ROUTING_KEYS.data,
    ERROR_ROUTING_KEY: ROUTING_KEYS.error,
    REBOUND_ROUTING_KEY: ROUTING_KEYS.rebound,
    SNAPSHOT_ROUTING_KEY: ROUTING_KEYS.snapshot,
    MESSAGE_CRYPTO_PASSWORD: CRYPTO.password,
    MESSAGE_CRYPTO_IV: CRYPTO.iv,
  };
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`ELASTICIO_${name}`, value]));
}
