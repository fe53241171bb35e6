import type { Tenant } from '../../../local/sandbox/brand/tenant.js';
import type { GoodInput, Values } from './steps.js';

/** A step, and a message with which it works. */
export interface Scenario {
  readonly name: string;
  readonly module: Pick<GoodInput['module'], 'process'>;
  readonly cfg: Values;
  readonly body?: Values;
  /** Asks for a token, too. */
  readonly needsToken?: boolean;
  /** Whether the brand is as it must be once the step has ended well. */
  readonly isDone?: (tenant: Tenant) => boolean;
  /** Requests that may be done twice, where there are more than usual. */
  readonly isRepeatable?: RegExp;
  /** Whatever comes is emitted as it is. */
  readonly passesOn?: boolean;
  /** Reads in windows of time; how often it asks is for the specs of polling. */
  readonly isPoll?: boolean;
  /** Somebody waits for it: it ends after some seconds. */
  readonly isWaitedFor?: boolean;
  /** How many objects it emits when all is well; whatever it likes when left out. */
  readonly emits?: number;
}
