import assert from 'node:assert/strict';
import { useDesignerPage } from '../support/useDesignerPage.js';

/** More than the page has stops. */
const MAX_TABS = 60;

/** In the page: what has the focus, as it is called. */
const FOCUSED = `
  const { labels, ariaLabel, textContent } = document.activeElement;
  labels?.[0]?.textContent ?? ariaLabel ?? textContent ?? ''`;

describe('The flow designer without a mouse', () => {
  const bench = useDesignerPage();

  it('is used from the first choice to the result', async () => {
    const { page } = await bench.open();
    /** Goes on with Tab until something with this name has the focus. */
    const tabTo = async (name: RegExp): Promise<void> => {
      for (let tabs = 0; tabs < MAX_TABS; tabs += 1) {
        await page.keyboard.press('Tab');
        const focused = String(await page.evaluate(FOCUSED));
        if (name.test(focused)) return;
      }
      assert.fail(`Tab does not lead to ${name}.`);
    };
    await tabTo(/^Get New and Updated/);
    const last = page.getByRole('radio', { name: 'Make Raw Request' });
    for (let presses = 0; presses < MAX_TABS && !(await last.isChecked()); presses += 1) {
      await page.keyboard.press('ArrowDown');
    }
    for (const [key, next] of [
      ['Enter', 'Credential'],
      ['Space', 'Configuration'],
      ['Enter', 'Mapping'],
    ] as const) {
      await tabTo(/^Continue$/);
      await page.keyboard.press(key);
      await page
        .getByRole('button', { name: `current: ${next}` })
        .and(page.locator(':focus'))
        .waitFor();
    }
    await page.getByLabel('Url', { exact: true }).waitFor();
    await tabTo(/^Url$/);
    await page.keyboard.type('whoami');
    await tabTo(/^Method$/);
    await page.keyboard.type('GET');
    await tabTo(/^Run$/);
    await page.keyboard.press('Enter');
    await page.getByText(/^Done in/).waitFor();
    await tabTo(/^1$/);
    assert.match((await page.getByRole('region', { name: 'Emitted' }).textContent()) ?? '', /statusCode/);
  });
});
