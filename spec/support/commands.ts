import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The repository's folder, where commands run. */
export const ROOT = resolve(__dirname, '../..');

/** The sailor's throttle sets timers in the past, which Node 24 warns of; package.json has the same switch. */
const QUIET = '--disable-warning=TimeoutNegativeWarning';

/** On a sandbox of its own, even where there is a `.env` or a running sandbox. */
export const OWN_SANDBOX = { DOTENV_CONFIG_PATH: 'there-is-no.env', AMQP_URI: '', QUALTRICS_BASE_URL: '' };

function commandLine(command: string, args: readonly string[]): string[] {
  return [QUIET, '--require', 'tsx/cjs', `local/commands/${command}.ts`, ...args];
}

/** Runs a command as npm would, on a sandbox of its own. */
export function run(command: string, ...args: string[]): Promise<Ended> {
  return runWith(OWN_SANDBOX, command, ...args);
}

/** Runs a command as npm would, with these variables. */
export function runWith(env: Record<string, string>, command: string, ...args: string[]): Promise<Ended> {
  return new Promise((done) => {
    const options = { cwd: ROOT, env: { ...process.env, ...env } };
    execFile(process.execPath, commandLine(command, args), options, (error, stdout, stderr) => {
      done({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

/** A command that runs until it is stopped. */
export interface RunningCommand {
  /** All it has written so far, to standard output and standard error. */
  text(): string;
  /** Resolves with the match once it has written what fits. Throws an Error when it ends before. */
  wrote(pattern: RegExp): Promise<RegExpExecArray>;
  /** As Ctrl+C does; gives the code it ends with. */
  stop(): Promise<number | null>;
}

/** Starts a command on a sandbox of its own; it must be stopped. */
export function startCommand(command: string, ...args: string[]): RunningCommand {
  const child: ChildProcess = spawn(process.execPath, commandLine(command, args), {
    cwd: ROOT,
    env: { ...process.env, ...OWN_SANDBOX },
  });
  const closed = once(child, 'close') as Promise<[number | null]>;
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (text += String(chunk)));
  const wrote = async (pattern: RegExp): Promise<RegExpExecArray> => {
    for (;;) {
      const match = pattern.exec(text);
      if (match) return match;
      if (child.exitCode !== null) throw new Error(`"${command}" ended with code ${child.exitCode}: ${text}`);
      await Promise.race([closed, ...[child.stdout, child.stderr].map((stream) => stream && once(stream, 'data'))]);
    }
  };
  return {
    text: () => text,
    wrote,
    async stop() {
      child.kill('SIGINT');
      const [code] = await closed;
      return code;
    },
  };
}

/** A folder for each test: gives a function that writes a file into it and tells the file's path. */
export function useFiles(): (name: string, content: string | Uint8Array) => Promise<string> {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'command-'));
  });
  afterEach(() => rm(folder, { recursive: true }));
  return async (name, content) => {
    const path = join(folder, name);
    await writeFile(path, content);
    return path;
  };
}
