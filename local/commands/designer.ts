import { openDesigner } from '../designer/openDesigner.js';
import { type DesignerServer, startDesigner } from '../designer/server.js';
import { componentFolder, listening, portOf, runCommand, typedArguments, untilStopped } from './command.js';

/**
 * `npm run designer [-- --port N] [--component folder]`: the component as the platform shows it, in the browser, until
 * it is stopped. Without a port: 8090, or any other when that is taken.
 */

const DEFAULT_PORT = 8090;

interface Typed {
  readonly port: number | undefined;
  readonly componentPath: string;
}

function readTyped(): Typed {
  const text = { type: 'string' } as const;
  const { values } = typedArguments({ options: { port: text, component: text } });
  const port = values.port === undefined ? undefined : portOf(values.port);
  return { port, componentPath: componentFolder(values.component) };
}

/** Listens at the port asked for, or near the usual one. */
async function listen(
  designer: Parameters<typeof startDesigner>[0],
  port: number | undefined,
): Promise<DesignerServer> {
  if (port !== undefined) return listening(port, startDesigner(designer, port));
  return startDesigner(designer, DEFAULT_PORT).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    return startDesigner(designer, 0);
  });
}

async function main(): Promise<number> {
  const { port, componentPath } = readTyped();
  const stopped = untilStopped();
  const { designer, close } = await openDesigner(componentPath);
  try {
    const server = await listen(designer, port);
    const { manifest, target } = designer;
    console.log(`The flow designer shows ${manifest.title} ${manifest.version} at ${server.url}
Steps run against ${target.label}, over ${target.broker}. Stop it with Ctrl+C.`);
    await stopped;
    await server.close();
    return 0;
  } finally {
    await close();
  }
}

runCommand(main);
