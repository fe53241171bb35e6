// Takes the picture of the flow designer for the README, from the page as it is. Run it after changing the page; needs Chromium.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const FILE = fileURLToPath(new URL('../assets/designer.png', import.meta.url));
const VIEWPORT = { width: 1280, height: 800 };

const server = spawn(process.execPath, ['--require', 'tsx/cjs', 'local/commands/designer.ts', '--port', '0'], {
  cwd: new URL('..', import.meta.url),
  env: { ...process.env, DOTENV_CONFIG_PATH: 'there-is-no.env', QUALTRICS_BASE_URL: '', AMQP_URI: '' },
  stdio: ['ignore', 'pipe', 'inherit'],
});

async function address() {
  for await (const line of createInterface({ input: server.stdout })) {
    const [, url] = /at (http\S+)/.exec(line) ?? [];
    if (url) return url;
  }
  throw new Error('The designer does not start.');
}

async function record(page) {
  const proceed = () => page.getByRole('button', { name: 'Continue' }).click();
  await page.goto(await address());
  await page.getByRole('button', { name: 'Sandbox' }).click();
  await page.getByLabel('Slow').check();
  await page.getByRole('button', { name: 'Close the panel' }).click();
  await page.getByRole('radio', { name: 'Get New and Updated Objects Polling' }).check();
  await proceed();
  await page.getByRole('button', { name: 'Verify' }).click();
  await page.getByRole('button', { name: 'Credential Verified' }).waitFor();
  await proceed();
  await page.getByLabel('Object Type', { exact: true }).selectOption('contacts');
  await page.getByLabel('Single Page Per Interval').selectOption('no');
  await page.getByLabel('Directory', { exact: true }).selectOption({ label: 'Customers' });
  await page.getByRole('button', { name: 'Run' }).click();
  await page.getByText(/^Done in/).waitFor();
  await page.getByRole('table', { name: 'Requests' }).getByText('/oauth2/token').scrollIntoViewIfNeeded();
  await page.mouse.move(0, 0);
  await page.screenshot({ path: FILE });
}

const folder = mkdtempSync(join(tmpdir(), 'chromium-'));
try {
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
    viewport: VIEWPORT,
    colorScheme: 'light',
  });
  await record(context.pages()[0] ?? (await context.newPage()));
  await context.close();
} finally {
  server.kill();
  rmSync(folder, { recursive: true, force: true });
}
