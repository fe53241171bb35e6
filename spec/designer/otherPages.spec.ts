import assert from 'node:assert/strict';
import { useDesignerPage } from '../support/useDesignerPage.js';

const OTHER_SITE = 'data:text/html,<p>Another page';

describe('The flow designer and other pages', () => {
  const bench = useDesignerPage();

  for (const [whose, address] of [
    ['another site', () => OTHER_SITE],
    ['another server of this machine', () => bench.sandbox.url],
  ] as const) {
    it(`is out of reach for the page of ${whose} that opened it`, async () => {
      const page = await (await bench.open()).page.context().newPage();
      await page.goto(address());
      const [opened] = await Promise.all([
        page.waitForEvent('popup'),
        page.evaluate(`void (globalThis.opened = open('${bench.url}'))`),
      ]);
      await opened.getByRole('radio').first().waitFor();
      assert.equal(await opened.evaluate('opener'), null);
      assert.equal(await page.evaluate('opened.closed'), true, 'for the page that opened it, it is gone');
    });
  }
});
