import { CRYPTO, ROUTING_KEYS } from './messageCodec.js';

/** With these nobody waits for the sailor's throttle, which lets ten messages and two snapshots go in 100 ms. */
export const UNTHROTTLED = { ELASTICIO_DATA_RATE_LIMIT: '100000', ELASTICIO_SNAPSHOT_RATE_LIMIT: '100000' };

export interface StepIdentity {
  readonly flowId: string;
  readonly stepId: string;
  /** The trigger's or action's key in component.json. */
  readonly key: string;
  /** The exchanges and queues that it reads from and publishes to. */
  readonly names: { readonly input: string; readonly output: string };
  readonly amqpUri: string;
}

/** Everything the sailor insists on, as environment variables. */
export function stepVariables({ flowId, stepId, key, names, amqpUri }: StepIdentity): Record<string, string> {
  const values = {
    FLOW_ID: flowId,
    EXEC_ID: 'exec',
    STEP_ID: stepId,
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
