import { relative } from 'node:path';
import { restoreEnvironment, savedEnvironment } from './environment.js';
import type { Sailor, SailorOptions } from './sailor.js';
import { SAILOR_PACKAGE } from './sailorPackage.js';

interface SailorSettings {
  readonly STARTUP_REQUIRED: boolean;
}

interface RealSailor {
  connect(): Promise<void>;
  prepare(): Promise<void>;
  startup(): Promise<unknown>;
  runHookInit(): Promise<unknown>;
  run(): Promise<void>;
  scheduleShutdown(): Promise<void>;
  disconnect(): Promise<void>;
  reportError(error: unknown): Promise<void>;
  processMessage(payload: unknown, message: AmqpMessage): Promise<void>;
}

interface AmqpMessage {
  readonly properties: { readonly headers: { readonly messageId?: string } };
}

/** The sailor in this process, for the in-memory broker. One step at a time: its variables are the process's. */
export async function sailInProcess({ env, componentPath, onFinished }: SailorOptions): Promise<Sailor> {
  const saved = savedEnvironment();
  Object.assign(process.env, env);
  const settings = settingsFor(componentPath);
  const sailor = new (sailorClass())(settings);
  const working = new Set<string>();
  let finished = 0;
  const processMessage = sailor.processMessage.bind(sailor);
  sailor.processMessage = async (payload, message) => {
    const { messageId = '' } = message.properties.headers;
    working.add(messageId);
    await processMessage(payload, message);
    working.delete(messageId);
    finished += 1;
    onFinished?.();
  };
  const end = async (): Promise<void> => {
    await sailor.disconnect();
    restoreEnvironment(saved);
  };
  try {
    await putOutToSea(sailor, settings);
  } catch (error) {
    await end();
    throw error;
  }
  return {
    pid: undefined,
    finished: () => finished,
    isWorkingOn: (messageId) => working.has(messageId),
    stop: async () => {
      await sailor.scheduleShutdown();
      await end();
    },
    kill: end,
  };
}

/** The steps of the sailor's own `run.js`, in its order; what fails is reported to the broker. */
async function putOutToSea(sailor: RealSailor, settings: SailorSettings): Promise<void> {
  await sailor.connect();
  try {
    await sailor.prepare();
    if (settings.STARTUP_REQUIRED) await sailor.startup();
    await sailor.runHookInit();
    await sailor.run();
  } catch (error) {
    await sailor.reportError(error);
    throw error;
  }
}

function sailorClass(): new (settings: SailorSettings) => RealSailor {
  return (require(`${SAILOR_PACKAGE}/lib/sailor.js`) as { Sailor: new (settings: SailorSettings) => RealSailor })
    .Sailor;
}

/** Throws an Error that names a variable the sailor misses. */
function settingsFor(componentPath: string): SailorSettings {
  const { readFrom } = require(`${SAILOR_PACKAGE}/lib/settings.js`) as {
    readFrom(env: NodeJS.ProcessEnv): SailorSettings;
  };
  return readFrom({ ...process.env, ELASTICIO_COMPONENT_PATH: relative(process.cwd(), componentPath) });
}
