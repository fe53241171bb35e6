import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assertAccessible, assertFits, LOOKS } from '../support/browser.js';
import type { DesignerPage } from '../support/designerPage.js';
import { useDesignerPage } from '../support/useDesignerPage.js';

const TITLE = 'A component whose title is a good deal longer than most';

/** No credential, no fields; an action with a message and one without. */
const MANIFEST = {
  title: TITLE,
  version: '10.20.30-beta.4',
  actions: {
    count: {
      title: 'Counts up to a number that comes with the message, and fails now and then',
      main: './count.js',
      order: 2,
      metadata: { in: { properties: { upTo: { type: 'number', title: 'Up to', required: true } } } },
    },
    nothing: { title: 'Nothing', main: './count.js', order: 1, metadata: { out: { properties: {} } } },
    lost: { title: 'Lost', main: './count.js', metadata: { in: './there-is-no.json' } },
  },
};

const SOURCE = `
  exports.process = async function (message) {
    for (let n = 1; n <= message.body.upTo; n += 1) {
      if (n % 5 === 0) await this.emit('error', new Error('Number ' + n + ' is divisible by five. ' + 'z'.repeat(200)));
      else await this.emit('data', { body: { n, text: 'lorem ipsum '.repeat(30) }, headers: {} });
    }
  };`;

describe('A component with next to nothing in the flow designer', () => {
  const folder = mkdtempSync(join(tmpdir(), 'component-'));
  writeFileSync(join(folder, 'component.json'), JSON.stringify(MANIFEST));
  writeFileSync(join(folder, 'count.js'), SOURCE);
  after(() => rmSync(folder, { recursive: true }));
  const bench = useDesignerPage({ componentPath: folder });
  const sections = async (designer: DesignerPage): Promise<string[]> =>
    (await designer.page.getByRole('button', { name: /^\d, / }).allTextContents()).map((text) =>
      text.replace(/^(\d|!)\d, .*?:/, '$1 '),
    );

  it('has no sections but those that apply, numbered without gaps', async () => {
    const designer = await bench.open();
    await designer.choose(MANIFEST.actions.nothing.title);
    await designer.page.getByRole('button', { name: '2, open: Sample' }).waitFor();
    assert.deepEqual(await sections(designer), ['1 Function', '2 Sample']);
    await designer.choose(MANIFEST.actions.count.title);
    await designer.page.getByRole('button', { name: '2, open: Mapping' }).waitFor();
    assert.deepEqual(await sections(designer), ['1 Function', '2 Mapping', '3 Sample']);
  });

  it('says where it belongs why there is no metadata, though the step has no fields', async () => {
    const designer = await bench.open();
    await designer.choose(MANIFEST.actions.lost.title);
    await designer.page.getByRole('button', { name: '2, has an error: Mapping' }).waitFor();
    await designer.page
      .getByRole('alert')
      .filter({ hasText: /The metadata cannot be read: .*there-is-no\.json/ })
      .waitFor();
    assert.match(await designer.text('Metadata'), /there-is-no\.json/);
    writeFileSync(join(folder, 'there-is-no.json'), '{ "properties": { "found": { "title": "Found" } } }');
    await designer.button('Try again').click();
    await designer.field('Found').waitFor();
  });

  for (const look of LOOKS) {
    it(`shows each of many errors in full, whatever is long, at ${look.width} px, ${look.scheme}`, async () => {
      const designer = await bench.open(look);
      await designer.choose(MANIFEST.actions.count.title);
      await designer.proceed();
      await designer.map({ 'Up to': '40' });
      await designer.run();
      await designer.ended();
      assert.match(await designer.text('Emitted'), /32 messages · 8 errors.*…and 5 more, in the table/s);
      const table = designer.page.getByRole('table', { name: 'What was emitted' });
      await table.getByRole('button', { name: '1', exact: true }).focus();
      await designer.page.keyboard.press('End');
      await designer.page.getByRole('heading', { name: 'Error 40' }).waitFor();
      await designer.page
        .locator('pre')
        .filter({ hasText: /^\s*Number 40 is divisible by five.*at /s })
        .waitFor();
      await assertFits(designer.page);
      await assertAccessible(designer.page);
    });
  }
});
