import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { COMPONENT_PATH } from '../elasticio/componentPath.js';
import { UsageError } from '../session/usageError.js';

/**
 * Runs a command and ends the process with the code it gives. An error is one line, with its stack only at debug level,
 * and ends it with 1; a {@link UsageError} with 2.
 */
export function runCommand(main: () => Promise<number>): void {
  main().then(
    (code) => process.exit(code),
    (error: Error) => {
      console.error(process.env.LOG_LEVEL === 'debug' ? error.stack : error.message);
      process.exit(error instanceof UsageError ? 2 : 1);
    },
  );
}

/** Resolves when somebody stops the command from now on: Ctrl+C, or a signal to end. */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
}

/** What was typed behind the command. Throws UsageError for options that there are not. */
export function typedArguments<Config extends ParseArgsConfig>(config: Config): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new UsageError((error as Error).message.split('\n')[0]);
  }
}

const MAX_PORT = 65_535;

/** A port as typed; 0 for any that is free. Throws UsageError. */
export function portOf(typed: string): number {
  const port = Number(typed);
  if (typed === '' || !Number.isInteger(port) || port < 0 || port > MAX_PORT) {
    throw new UsageError(`"${typed}" is not a port number.`);
  }
  return port;
}

/** The folder of the component that was typed, this one without. Throws UsageError when there is none. */
export function componentFolder(typed: string | undefined): string {
  const path = resolve(typed ?? COMPONENT_PATH);
  if (existsSync(resolve(path, 'component.json'))) return path;
  throw new UsageError(`There is no component.json in "${typed}".`);
}

/** Waits for something to listen. Throws UsageError when the port is taken. */
export async function listening<Server>(port: number, server: Promise<Server>): Promise<Server> {
  try {
    return await server;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new UsageError(`The port ${port} is taken; choose another one with --port.`);
  }
}
