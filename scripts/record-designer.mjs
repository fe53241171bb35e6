// Takes the picture of the flow designer for the README, from the page as it is. Run it after changing the page; needs Chromium.
import { fileURLToPath } from 'node:url';
import { browseDesigner } from './browseDesigner.mjs';

const FILE = fileURLToPath(new URL('../assets/designer.png', import.meta.url));

async function record(page, url) {
  const proceed = () => page.getByRole('button', { name: 'Continue' }).click();
  await page.goto(url);
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

await browseDesigner(async (context, url) => record(context.pages()[0] ?? (await context.newPage()), url), {
  viewport: { width: 1280, height: 800 },
  colorScheme: 'light',
});
