// Measures how soon the flow designer's page is there, and how smooth it stays while 5,000 messages come. Needs Chromium.
import { availableParallelism } from 'node:os';
import { browseDesigner } from './browseDesigner.mjs';

const LOADS = 9;
const MANY = 5000;
const BATCH = 1000;

/** In the page: notes the time of every frame and every task that kept the page busy for longer than 50 ms. */
const WATCH = `
  window.frames = [];
  window.busy = [];
  new PerformanceObserver((list) => busy.push(...list.getEntries().map(({ duration }) => duration)))
    .observe({ type: 'longtask' });
  (function frame(last) {
    requestAnimationFrame((now) => {
      if (last !== undefined) frames.push(now - last);
      frame(now);
    });
  })()`;

/** In the page: when its first words were seen, in ms since its address was opened. */
const FIRST_PAINT = `
  new Promise((resolve) => {
    new PerformanceObserver((list) => {
      const first = list.getEntries().find(({ name }) => name === 'first-contentful-paint');
      if (first) resolve(first.startTime);
    }).observe({ type: 'paint', buffered: true });
  })`;

/** As little as a page can be: what the browser itself takes on this machine. */
const NEXT_TO_NOTHING = 'data:text/html,<p>Next to nothing';

function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

async function firstPaints(context, url) {
  const paints = [];
  const works = [];
  for (let load = 0; load < LOADS; load += 1) {
    const page = await context.newPage();
    const worked = await ownWork(page);
    await page.goto(url);
    paints.push(Number(await page.evaluate(FIRST_PAINT)));
    works.push((await worked()) * 1000);
    await page.close();
  }
  return { paints, works };
}

/** Reads how long the page itself has worked, in seconds: what others do on the machine does not count. */
async function ownWork(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration').value;
  };
}

async function addContacts(page) {
  await page.getByRole('button', { name: 'Sandbox' }).click();
  await page.getByLabel('Add to').selectOption({ label: 'Partners' });
  for (let added = BATCH; added <= MANY; added += BATCH) {
    await page.getByRole('button', { name: 'Add a thousand contacts' }).click();
    await page.getByText(new RegExp(`^${(added + 12).toLocaleString('en')}$`)).waitFor();
  }
  await page.getByRole('button', { name: 'Close the panel' }).click();
}

/** All contacts of a directory, a message each. */
async function prepare(page) {
  const proceed = () => page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('radio', { name: 'Lookup Objects (plural)' }).check();
  await proceed();
  await proceed();
  await page.getByLabel('Object Type', { exact: true }).selectOption('contacts');
  await page.getByLabel('Directory match criteria').selectOption('directoryName');
  await page.getByLabel('Emit Behavior', { exact: true }).selectOption('emitIndividually');
  await proceed();
  await page.getByLabel('Directory Name', { exact: true }).fill('Partners');
}

/** Tells what was noted since the last time. */
async function watch(page) {
  const worked = await ownWork(page);
  let before = await worked();
  await page.evaluate(WATCH);
  return async (what) => {
    const now = await worked();
    tell(what, { ...(await page.evaluate('({ frames: frames.splice(0), busy: busy.splice(0) })')), own: now - before });
    before = await worked();
  };
}

function tell(what, { frames, busy, own }) {
  const seconds = frames.reduce((sum, ms) => sum + ms, 0) / 1000;
  const [half, most, longest] = [0.5, 0.99, 1].map((share) => quantile(frames, share).toFixed(0));
  console.log(
    `${what}: ${frames.length} frames in ${seconds.toFixed(1)} s, half within ${half} ms, 99 % within ${most} ms, longest ` +
      `${longest} ms; ${busy.length} tasks over 50 ms, longest ${Math.max(0, ...busy).toFixed(0)} ms; ` +
      `the page's own work ${own.toFixed(1)} s, ${((own / frames.length) * 1000).toFixed(1)} ms a frame`,
  );
}

async function smoothness(page, url) {
  await page.goto(url);
  await addContacts(page);
  await prepare(page);
  const told = await watch(page);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByText(/^Done in/).waitFor({ timeout: 600_000 });
  await told('While they come');
  await page.getByRole('table', { name: 'What was emitted' }).getByRole('button').first().focus();
  for (const key of ['End', 'Home', ...Array(40).fill('PageDown'), ...Array(40).fill('ArrowUp')]) {
    await page.keyboard.press(key);
  }
  await told('Going through them by keyboard');
  await page.getByRole('table', { name: 'What was emitted' }).getByRole('columnheader').first().hover();
  for (let turn = 0; turn < 60; turn += 1) await page.mouse.wheel(0, 1500);
  await told('Scrolling');
  console.log(await page.getByRole('status').first().textContent());
}

await browseDesigner(
  async (context, url) => {
    console.log(`${new Date().toISOString().slice(0, 10)}, ${availableParallelism()} cores, Node ${process.version}`);
    for (const [what, address] of [
      ['the designer', url],
      ['a page with next to nothing', NEXT_TO_NOTHING],
    ]) {
      const { paints, works } = await firstPaints(context, address);
      const [quickest, half] = [0, 0.5].map((share) => quantile(paints, share).toFixed(0));
      const own = quantile(works, 0.5).toFixed(0);
      console.log(`First paint of ${what}: half within ${half} ms, quickest ${quickest} ms, own work ${own} ms`);
    }
    await smoothness(await context.newPage(), url);
  },
  { viewport: { width: 1280, height: 900 } },
);
