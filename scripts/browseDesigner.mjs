// Opens the flow designer on a sandbox of its own in Chromium, for the scripts beside this one.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

const ROOT = new URL('..', import.meta.url);

/** Starts the designer and a browser, hands over a context and the address, and ends both. */
export async function browseDesigner(use, options = {}) {
  const server = spawn(process.execPath, ['--require', 'tsx/cjs', 'local/commands/designer.ts', '--port', '0'], {
    cwd: ROOT,
    env: { ...process.env, DOTENV_CONFIG_PATH: 'there-is-no.env', QUALTRICS_BASE_URL: '', AMQP_URI: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const folder = mkdtempSync(join(tmpdir(), 'chromium-'));
  try {
    const url = await address(server);
    const context = await chromium.launchPersistentContext(folder, {
      executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
      ...options,
    });
    try {
      await use(context, url);
    } finally {
      await context.close();
    }
  } finally {
    const ended = once(server, 'exit');
    server.kill('SIGINT');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
}

async function address(server) {
  for await (const line of createInterface({ input: server.stdout })) {
    const [, url] = /at (http\S+)/.exec(line) ?? [];
    if (url) return url;
  }
  throw new Error('The designer does not start.');
}
