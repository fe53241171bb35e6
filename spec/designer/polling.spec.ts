import assert from 'node:assert/strict';
import { assertAccessible, assertFits, LOOKS, useBrowser } from '../support/browser.js';
import { useDesigner } from '../support/designer.js';

const KEY = 'getNewAndUpdatedObjectsPolling';

describe('The flow designer: a polling trigger', () => {
  const bench = useDesigner();
  const browser = useBrowser();
  const { title } = require('../../component.json').triggers[KEY];

  for (const look of LOOKS) {
    it(`is chosen, verified, filled in and run, at ${look.width} px, ${look.scheme}`, async () => {
      const page = await browser.open(bench.url, look);
      await assertAccessible(page);
      const proceed = page.getByRole('button', { name: 'Continue' });
      await page.getByRole('radio', { name: title }).check();
      await proceed.click();
      await page.getByRole('button', { name: 'Verify' }).click();
      await page.getByRole('button', { name: /Credential Verified/ }).waitFor();
      await proceed.click();
      await page.getByLabel('Object Type', { exact: true }).selectOption('contacts');
      await page.getByLabel('Directory', { exact: true }).selectOption({ label: 'Customers' });
      await proceed.click();
      await page.getByRole('button', { name: 'Run' }).click();
      await page.getByText(/^Done in/).waitFor();
      const text = async (region: string): Promise<string> =>
        (await page.getByRole('region', { name: region }).textContent()) ?? '';
      assert.match(await text('Emitted'), /100 messages/);
      assert.match(await text('Requests'), /POST\/API\/v3\/.*200/);
      await assertAccessible(page);
      await assertFits(page);
    });
  }
});
