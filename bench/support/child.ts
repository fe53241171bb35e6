import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface Measured {
  readonly ms: number;
  /** Largest resident set of the process, in bytes. */
  readonly peakBytes: number;
}

/** Runs a script in a process of its own; it prints what it measured as its last line, by {@link reportMeasured}. */
export async function measuredInChild(script: string, env: Readonly<Record<string, string>>): Promise<Measured> {
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
  return JSON.parse(text.trim().split('\n').at(-1) ?? '') as Measured;
}

/** In the child: does the work, then prints the time since the process began and its peak memory. */
export async function reportMeasured(work: () => Promise<void>): Promise<void> {
  await work();
  const measured: Measured = {
    ms: performance.now(),
    peakBytes: process.resourceUsage().maxRSS * 1024,
  };
  console.log(JSON.stringify(measured));
}
