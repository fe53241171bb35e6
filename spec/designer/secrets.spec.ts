import assert from 'node:assert/strict';
import { useDesignerPage } from '../support/useDesignerPage.js';

const STORED = 'JSON.stringify([localStorage, sessionStorage, document.cookie])';

describe('Secrets in the flow designer', () => {
  const bench = useDesignerPage();

  it('are in no page, address, answer or storage of the browser', async () => {
    const designer = await bench.open();
    const { page } = designer;
    const { tenant } = bench.sandbox;
    const issued = new Set<string>();
    bench.sandbox.onRequest = () => {
      for (const token of tenant.tokens.all()) issued.add(token);
    };
    const seen: string[] = [];
    // What the page is given passes through here: of a stream that it reads itself, the browser keeps nothing for certain.
    await page.route('**/*', async (route) => {
      const answer = await route.fetch();
      seen.push(answer.url(), await answer.text());
      await route.fulfill({ response: answer });
    });
    await page.reload();
    await designer.prepare('getNewAndUpdatedObjectsPolling', {
      cfg: { objectType: 'contacts', directoryId: { label: 'Partners' } },
      emitted: /./,
    });
    await designer.page.getByRole('button', { name: 'Credential' }).click();
    await designer.verify();
    await designer.field('Log level').selectOption('trace');
    await designer.run();
    await designer.ended();
    seen.push(await page.content(), String(await page.evaluate(STORED)));
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    assert.ok(issued.size > 0, 'tokens were issued');
    assert.ok(
      seen.some((text) => text.includes('"kind":"ended"')),
      'the run was seen to its end',
    );
    const basic = Buffer.from(`${tenant.clientId}:${tenant.clientSecret}`).toString('base64');
    for (const secret of [tenant.clientSecret, basic, bench.designer.platform.storage.token, ...issued]) {
      assert.ok(!seen.some((text) => text.includes(secret)), secret);
    }
  });
});
