import { type Broker, openBroker } from './broker.js';
import { openBrokerProxy } from './brokerProxy.js';
import { type ObjectStorage, startObjectStorage } from './objectStorage.js';
import type { RunningStep, StepOptions } from './runningStep.js';
import { callService, type ServiceOptions } from './serviceCall.js';
import { startStep } from './startStep.js';
import { API_USER, type StepApi, startStepApi } from './stepApi.js';
import { startWebhookGateway, type WebhookGateway } from './webhookGateway.js';

export interface Platform {
  readonly broker: Broker;
  readonly api: StepApi;
  readonly storage: ObjectStorage;
  readonly gateway: WebhookGateway;
  startStep(options: StepOptions): Promise<RunningStep>;
  /** What the UI asks: `verifyCredentials`, `getMetaModel` or `selectModel`. Gives what is posted as the result. */
  service(method: string, options: ServiceOptions): Promise<unknown>;
  /** Over RabbitMQ: no sailor reaches the broker for so many milliseconds. */
  interruptSailors(ms: number): Promise<void>;
  close(): Promise<void>;
}

/** The platform on one machine: broker, step API, object storage and webhook gateway, with the real sailor. */
export async function startPlatform(options: { amqpUri?: string | undefined } = {}): Promise<Platform> {
  const broker = await openBroker(options.amqpUri);
  const proxy = broker.isInMemory ? undefined : await openBrokerProxy(broker.uri);
  const api = await startStepApi();
  const storage = await startObjectStorage();
  const gateway = await startWebhookGateway();
  const steps: RunningStep[] = [];
  const variables: Record<string, string> = {
    ELASTICIO_API_URI: api.url,
    ELASTICIO_API_USERNAME: API_USER.name,
    ELASTICIO_API_KEY: API_USER.key,
    ELASTICIO_OBJECT_STORAGE_URI: storage.url,
    ELASTICIO_OBJECT_STORAGE_TOKEN: storage.token,
  };
  return {
    broker,
    api,
    storage,
    gateway,
    async startStep(stepOptions) {
      const sailorUri = proxy?.uri ?? broker.uri;
      const step = await startStep(stepOptions, { broker, sailorUri, api, gateway, variables });
      steps.push(step);
      return step;
    },
    service: (method, serviceOptions) => callService(method, serviceOptions, api, variables),
    async interruptSailors(ms) {
      await proxy?.cut(ms);
    },
    async close() {
      for (const step of steps) await step.close();
      await gateway.close();
      await proxy?.close();
      await broker.close();
      await api.close();
      await storage.close();
    },
  };
}
