import { COMPONENT_PATH } from '../elasticio/componentPath.js';
import { startPlatform } from '../elasticio/platform.js';
import { readManifest } from '../session/manifest.js';
import { openSession } from '../session/session.js';
import { bundlePage } from './bundle.js';
import { Credentials } from './credentials.js';
import type { Designer } from './designer.js';
import { makeEvaluator } from './mapping/evaluator.js';
import type { Target } from './protocol.js';

/** What is around the component: the platform on this machine and, for the component of this repository, a brand. */
interface Surroundings extends Pick<Designer, 'platform' | 'sandboxUrl'> {
  readonly kind: Target['kind'];
  readonly label: string;
  readonly credential: Readonly<Record<string, string>> | undefined;
  close(): Promise<void>;
}

/** Makes everything the designer of a component needs. Throws an Error when the component or its page is broken. */
export async function openDesigner(
  componentPath: string,
): Promise<{ readonly designer: Designer; close(): Promise<void> }> {
  const manifest = readManifest(componentPath);
  const bundle = await bundlePage();
  const { kind, label, credential, ...around } = await openSurroundings(componentPath);
  const credentials = new Credentials(manifest);
  credentials.addSecret(around.platform.storage.token);
  const firstCredential = credential && manifest.credentials ? credentials.keep(label, credential) : undefined;
  const evaluator = makeEvaluator();
  const { platform, sandboxUrl } = around;
  const broker = platform.broker.isInMemory ? 'an in-memory broker' : 'RabbitMQ';
  return {
    designer: {
      componentPath,
      manifest,
      bundle,
      credentials,
      firstCredential,
      evaluator,
      platform,
      sandboxUrl,
      target: { kind, label, broker },
      amqpUri: platform.broker.isInMemory ? undefined : platform.broker.uri,
    },
    async close() {
      await evaluator.close();
      await around.close();
    },
  };
}

async function openSurroundings(componentPath: string): Promise<Surroundings> {
  if (componentPath !== COMPONENT_PATH) {
    process.env.LOG_LEVEL ??= 'fatal';
    const platform = await startPlatform({ amqpUri: process.env.AMQP_URI || undefined });
    const label = 'whatever the component talks to';
    return { kind: 'component', label, platform, sandboxUrl: undefined, credential: undefined, close: platform.close };
  }
  const session = await openSession();
  const { platform, isReal, credential } = session;
  const sandboxUrl = isReal ? undefined : process.env.QUALTRICS_BASE_URL;
  const label = isReal ? `the brand at ${credential.dataCenterId}` : 'the sandbox';
  return {
    kind: isReal ? 'brand' : 'sandbox',
    label,
    platform,
    sandboxUrl,
    credential,
    close: () => session.close(),
  };
}
