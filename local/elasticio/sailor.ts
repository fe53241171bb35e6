import type { Broker } from './broker.js';

/** A sailor that listens for the messages of one step. */
export interface Sailor {
  /** The process it is, when that is one of its own. */
  readonly pid: number | undefined;
  /** Messages it has finished, acknowledged or rejected. */
  finished(): number;
  /** Whether it has a message in hand; a sailor in another process does not tell. */
  isWorkingOn(messageId: string): boolean;
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
  readonly broker: Broker;
  /** Each line the component logs. */
  readonly onLog?: ((line: string) => void) | undefined;
  /** Called whenever a message was finished. */
  readonly onFinished?: () => void;
  /** Called when it ended although nobody asked it to. */
  readonly onCrash?: (error: Error) => void;
}
