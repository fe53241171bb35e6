import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { source as axeSource } from 'axe-core';
import { type BrowserContext, chromium, type Page } from 'playwright-core';

/** How a page is looked at. */
export interface Look {
  readonly width: number;
  readonly scheme: 'light' | 'dark';
}

/** The narrowest width that the designer is made for, and a usual one, in both colour schemes. */
export const LOOKS: readonly Look[] = [
  { width: 800, scheme: 'light' },
  { width: 1400, scheme: 'dark' },
];

const HEIGHT = 900;

/** Only for what never comes: on a machine that is busy everything takes long. */
const PATIENCE_MS = 120_000;

const SWITCHES = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Debian's browser, or the one that `CHROMIUM` names. */
const EXECUTABLE = process.env.CHROMIUM || '/usr/bin/chromium';

/** A browser that runs while the specs of a file do. */
export interface Browser {
  /** A page at an address; anything that goes wrong in it fails the spec that opened it. */
  open(url: string, look: Look): Promise<Page>;
}

/** Starts a browser with a profile of its own before the specs of a file and closes it afterwards. */
export function useBrowser(): Browser {
  let folder: string;
  let context: BrowserContext;
  let problems: string[] = [];
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'chromium-'));
    context = await chromium.launchPersistentContext(folder, {
      executablePath: EXECUTABLE,
      headless: true,
      args: SWITCHES,
      permissions: ['clipboard-read', 'clipboard-write'],
    });
  });
  afterEach(async () => {
    for (const page of context.pages()) await page.close();
    const found = problems;
    problems = [];
    assert.deepEqual(found, [], 'problems in the page');
  });
  after(async () => {
    await context.close();
    await rm(folder, { recursive: true, force: true });
  });
  return {
    async open(url, { width, scheme }) {
      const page = await context.newPage();
      page.setDefaultTimeout(PATIENCE_MS);
      page.on('pageerror', ({ message }) => problems.push(message));
      page.on('console', (line) => {
        if (line.type() === 'error') problems.push(line.text());
      });
      await page.setViewportSize({ width, height: HEIGHT });
      await page.emulateMedia({ colorScheme: scheme });
      await page.goto(url);
      return page;
    },
  };
}

interface AxeResult {
  readonly violations: readonly { readonly id: string; readonly impact: string; readonly nodes: { html: string }[] }[];
}

/** Fails when a person with a screen reader, or without a mouse, meets a serious obstacle on the page as it stands. */
export async function assertAccessible(page: Page): Promise<void> {
  // The page's policy lets in no script of others; what a debugger evaluates is not asked.
  await page.evaluate(axeSource);
  const { violations } = (await page.evaluate('axe.run()')) as AxeResult;
  const serious = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join('; ')}`);
  assert.deepEqual(serious, []);
}

/** In the page: boxes whose content is wider than they are. Tables, code and what is typed may be scrolled sideways. */
const TOO_NARROW = `
  [document.documentElement, ...document.querySelectorAll('body *')]
    .filter((box) => !box.matches('html') ? getComputedStyle(box).overflowX === 'auto' : true)
    .filter((box) => !box.matches('pre, textarea, [class^=cm-]') && !box.querySelector(':scope > table'))
    .filter((box) => box.scrollWidth > box.clientWidth)
    .map((box) => box.cloneNode().outerHTML + ' needs ' + box.scrollWidth + ' px of ' + box.clientWidth)`;

/** Fails when something sticks out of the window, or of a part of the page, sideways. */
export async function assertFits(page: Page): Promise<void> {
  assert.deepEqual(await page.evaluate(TOO_NARROW), []);
}
