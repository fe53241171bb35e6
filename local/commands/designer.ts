import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openDesigner } from '../designer/openDesigner.js';
import { type DesignerServer, startDesigner } from '../designer/server.js';
import { COMPONENT_PATH } from '../elasticio/componentPath.js';
import { UsageError } from './command.js';

/**
 * `npm run designer [-- --port N] [--component folder]`: the component as the platform shows it, in the browser, until
 * it is stopped. Without a port: 8090, or any other when that is taken.
 */

const DEFAULT_PORT = 8090;
const MAX_PORT = 65_535;

interface Typed {
  readonly port: number | undefined;
  readonly componentPath: string;
}

function readTyped(): Typed {
  let values: { port?: string | undefined; component?: string | undefined };
  try {
    const text = { type: 'string' } as const;
    values = parseArgs({ options: { port: text, component: text } }).values;
  } catch (error) {
    throw new UsageError((error as Error).message.split('\n')[0]);
  }
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && (!Number.isInteger(port) || port < 0 || port > MAX_PORT || values.port === '')) {
    throw new UsageError(`"${values.port}" is not a port number.`);
  }
  const componentPath = resolve(values.component ?? COMPONENT_PATH);
  if (!existsSync(resolve(componentPath, 'component.json'))) {
    throw new UsageError(`There is no component.json in "${values.component}".`);
  }
  return { port, componentPath };
}

/** Listens at the port asked for, or near the usual one. */
async function listen(
  designer: Parameters<typeof startDesigner>[0],
  port: number | undefined,
): Promise<DesignerServer> {
  try {
    return await startDesigner(designer, port ?? DEFAULT_PORT);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    if (port !== undefined) throw new UsageError(`The port ${port} is taken; choose another one with --port.`);
    return startDesigner(designer, 0);
  }
}

async function main(): Promise<void> {
  const { port, componentPath } = readTyped();
  const { designer, close } = await openDesigner(componentPath);
  try {
    const server = await listen(designer, port);
    const { manifest, target } = designer;
    console.log(`The flow designer shows ${manifest.title} ${manifest.version} at ${server.url}
Steps run against ${target.label}, over ${target.broker}. Stop it with Ctrl+C.`);
    await new Promise<void>((stop) => {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop());
    });
    await server.close();
  } finally {
    await close();
  }
}

main().then(
  () => process.exit(0),
  (error: Error) => {
    console.error(process.env.LOG_LEVEL === 'debug' ? error.stack : error.message);
    process.exit(error instanceof UsageError ? 2 : 1);
  },
);
