import type { Bundle } from './bundle.js';
import type { Credentials } from './credentials.js';
import type { Evaluator } from './mapping/evaluator.js';
import type { KeptCredential, Target } from './protocol.js';
import type { Workbench } from './services.js';

/** What the routes of the designer's server share. */
export interface Designer extends Workbench {
  readonly target: Target;
  /** Where runs find their broker; in memory when absent. */
  readonly amqpUri: string | undefined;
  readonly bundle: Bundle;
  readonly credentials: Credentials;
  /** The credential that is there from the start. */
  readonly firstCredential: KeptCredential | undefined;
  readonly evaluator: Evaluator;
  /** The address of the sandbox that steps run against. */
  readonly sandboxUrl: string | undefined;
}
