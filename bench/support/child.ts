import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

export interface Measured {
  readonly ms: number;
  /** Largest resident set of the process, in bytes. */
  readonly peakBytes: number;
}

/**
 * Runs a script in a process of its own; it prints what it measured as its last line, by {@link reportMeasured}. `More`
 * is what its work gives beside.
 */
export async function measuredInChild<More = unknown>(
  script: string,
  env: Readonly<Record<string, string>>,
): Promise<Measured & More> {
  const child = spawn(process.execPath, ['--require', 'tsx/cjs', script], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += String(chunk);
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${script} ended with code ${code}: ${text}`);
  return JSON.parse(text.trim().split('\n').at(-1) ?? '') as Measured & More;
}

/** In the child: does the work, then prints the time since the process began, its peak memory, and what the work gave. */
export async function reportMeasured(work: () => Promise<unknown>): Promise<void> {
  const more = await work();
  const measured: Measured = { ms: performance.now(), peakBytes: peakBytes() };
  console.log(JSON.stringify({ ...(more as object | undefined), ...measured }));
}

/**
 * The largest resident set of this process so far. What Linux tells by `getrusage` is that of the process which started
 * this one, where that was larger: so its other count is read, which begins with the program.
 */
export function peakBytes(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024;
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}
