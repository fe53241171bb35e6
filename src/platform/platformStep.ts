import type { Values } from '../input/fields.js';
import type { StepLogger } from './logger.js';

/** What the sailor binds to `this`: the step of a flow, or a short-lived service call of the UI. */
export interface PlatformStep {
  readonly logger?: StepLogger;
  emit?(event: string, value: unknown): Promise<unknown> | unknown;
  /** Errors of the message so far. */
  readonly errorCount?: number;
  /** The platform's own API, by the credentials of this step. */
  getApiClient?(): { accounts: { update(id: string, account: { keys: Values }): Promise<unknown> } };
}
