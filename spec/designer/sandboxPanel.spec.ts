import assert from 'node:assert/strict';
import { assertAccessible, LOOKS } from '../support/browser.js';
import { useDesignerPage } from '../support/useDesignerPage.js';

const POLLING = {
  cfg: {
    objectType: 'contacts',
    directoryId: { label: 'Partners' },
    singlePagePerInterval: 'no',
    emitBehavior: 'emitPage',
  },
  emitted: /./,
};

describe('The sandbox beside the flow designer', () => {
  const bench = useDesignerPage();
  afterEach(() => bench.sandbox.faults.clear());

  for (const look of LOOKS) {
    it(`says what it holds and lets it be changed, at ${look.width} px, ${look.scheme}`, async () => {
      const designer = await bench.open(look);
      await designer.button('Sandbox').click();
      await designer.page.getByText('Contacts in Customers').waitFor();
      await assertAccessible(designer.page);
      const changed = async (change: () => Promise<void>): Promise<void> => {
        const answered = designer.page.waitForResponse((answer) => answer.request().method() === 'PATCH');
        await change();
        await answered;
      };
      await changed(() => designer.field('Slow').check());
      await changed(() => designer.field('Sliding pages').check());
      assert.deepEqual(
        bench.sandbox.faults.planned().map(({ fault }) => fault.kind),
        ['latency', 'slide'],
      );
      await changed(() => designer.field('Slow').uncheck());
      assert.deepEqual(
        bench.sandbox.faults.planned().map(({ fault }) => fault.kind),
        ['slide'],
      );
      await designer.field('Search lags (ms)').fill('1234');
      await changed(() => designer.field('Search lags (ms)').press('Enter'));
      assert.equal(bench.sandbox.tenant.behaviour.indexLagMs, 1234);
      bench.sandbox.tenant.behaviour.indexLagMs = 0;
    });
  }

  it('completes a response', async () => {
    const survey = bench.sandbox.tenant.surveys[0];
    const before = survey?.responses.counts().kept ?? 0;
    const designer = await bench.open();
    await designer.button('Sandbox').click();
    await designer.button('Complete a response').click();
    await designer.page.getByText(`${survey?.name}${before + 1}`).waitFor();
    assert.equal(survey?.responses.counts().kept, before + 1);
  });

  it('adds thousands of contacts, of which the page has no more in the document than can be seen', async () => {
    const designer = await bench.open();
    await designer.prepare('getNewAndUpdatedObjectsPolling', POLLING);
    await designer.button('Sandbox').click();
    await designer.field('Add to').selectOption({ label: 'Partners' });
    for (let thousands = 1; thousands <= 5; thousands += 1) {
      await designer.button('Add a thousand contacts').click();
      await designer.page.getByText(`Contacts in Partners${thousands},012`).waitFor();
    }
    const created = [...(bench.sandbox.tenant.directories[1]?.contacts.values() ?? [])];
    for (const { id } of created) {
      bench.sandbox.tenant.directories[1]?.update(id, { creationDate: 0, lastModified: Date.now() - 3_600_000 });
    }
    await designer.run();
    await designer.ended();
    assert.match(await designer.text('Emitted'), /5,012 objects/);
    const table = designer.page.getByRole('table', { name: 'What was emitted' });
    const rows = table.locator('tbody tr');
    assert.ok((await rows.count()) < 60, `${await rows.count()} rows`);
    await table.getByRole('button').first().focus();
    await designer.page.keyboard.press('End');
    await designer.page.locator('[aria-current=true]:focus').waitFor();
    assert.ok((await rows.count()) < 60, `${await rows.count()} rows`);
    assert.equal(await table.getAttribute('aria-rowcount'), '5013');
  });
});
