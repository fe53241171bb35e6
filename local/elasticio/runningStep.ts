import type { Broker } from './broker.js';
import type { IncomingMessage, StepOutput } from './messageCodec.js';
import type { StepApi } from './stepApi.js';
import type { WebhookGateway } from './webhookGateway.js';

export interface StepOptions {
  /** The trigger's or action's key in component.json. */
  readonly key: string;
  readonly cfg: Readonly<Record<string, unknown>>;
  readonly snapshot?: unknown;
  /** The flow that it belongs to; without one it has a flow of its own. */
  readonly flowId?: string;
  /** Whether the hook `startup` runs at each start, as for the first trigger of a flow. */
  readonly startup?: boolean;
  /** How many messages it works on at once; 1 when absent. */
  readonly prefetch?: number;
  readonly rebound?: ReboundOptions;
  /** More variables for the step, `API_RETRY_DELAY` for one. */
  readonly env?: Readonly<Record<string, string>>;
  /** Each output as it comes. */
  readonly onOutput?: (output: StepOutput) => void;
  readonly onLog?: (line: string) => void;
  readonly componentPath?: string;
  /**
   * A process of its own also over the in-memory broker, as it always is over RabbitMQ: such steps can run side by side,
   * and be killed.
   */
  readonly inOwnProcess?: boolean;
}

/** How messages come back that a step emitted as `rebound`. */
export interface ReboundOptions {
  /** Milliseconds until a message is put back; 1000 when absent. On the platform 15 s, doubled each time. */
  readonly delayMs?: number;
  /** How often a message may come back; 20 when absent, as on the platform. Then: "Rebound limit exceeded". */
  readonly limit?: number;
}

/** What may come with a message's body; its id is made when it has none. */
export type MessageExtras = Partial<Pick<IncomingMessage, 'id' | 'headers' | 'attachments'>>;

/** A step of a flow that is running. */
export interface RunningStep {
  readonly outputs: StepOutput[];
  /** The flow's address for webhooks. */
  readonly webhookUrl: string;
  /** Its process, when that is one of its own. */
  pid(): number | undefined;
  /** The last snapshot it emitted, as the platform keeps it. */
  snapshot(): unknown;
  /** Puts a message on the step's queue; does not wait until it is worked on. */
  send(body: Readonly<Record<string, unknown>>, extras?: MessageExtras): Promise<void>;
  /**
   * Resolves when every message sent was worked on, those that came back after a rebound included, and all outputs
   * have arrived. Throws when the sailor ended by itself.
   */
  idle(): Promise<void>;
  /** Ends the sailor gracefully and starts none; the flow goes on, its messages wait. */
  stop(): Promise<void>;
  /** Resolves when all that it had published by then has arrived, its last snapshot for one. */
  kill(): Promise<void>;
  /** Starts a sailor again, with the last snapshot; what was not finished is delivered again. */
  restart(): Promise<void>;
  /** Stops the flow: its webhook address answers 404, the sailor ends, then the hook `shutdown` runs. Throws what it throws. */
  shutdown(): Promise<void>;
  /** Ends everything and removes its queues. */
  close(): Promise<void>;
}

/** What a step needs around itself. */
export interface StepSurroundings {
  readonly broker: Broker;
  /** Where sailors reach the broker. */
  readonly sailorUri: string;
  readonly api: StepApi;
  readonly gateway: WebhookGateway;
  /** Variables that all steps share. */
  readonly variables: Readonly<Record<string, string>>;
}
