import assert from 'node:assert/strict';
import { assertAccessible } from '../support/browser.js';
import type { DesignerPage } from '../support/designerPage.js';
import { useDesignerPage } from '../support/useDesignerPage.js';

const RAW = { body: { Url: 'whoami', Method: 'GET' }, emitted: /./ };

describe('Samples in the flow designer', () => {
  const bench = useDesignerPage();
  const done = (designer: DesignerPage, choice: string): Promise<void> =>
    designer.page.getByRole('button', { name: `5, done: Sample ${choice}` }).waitFor();

  it('are retrieved by the step itself', async () => {
    const designer = await bench.open();
    await designer.prepare('makeRawRequest', RAW);
    await designer.button('Retrieve sample from Qualtrics').click();
    await designer.page.getByRole('textbox', { name: 'Sample', exact: true }).getByText('"statusCode"').waitFor();
    await designer.proceed();
    await done(designer, 'Kept');
  });

  it('are made up from the out metadata, or written by hand, as JSON only', async () => {
    const designer = await bench.open();
    await designer.prepare('makeRawRequest', RAW);
    await designer.button('Add sample manually').click();
    const editor = designer.page.getByRole('textbox', { name: 'Sample as JSON' });
    await designer.button('Generate stub sample').click();
    await editor.getByText('"statusCode"').waitFor();
    await assertAccessible(designer.page);
    await editor.fill('{ "statusCode": ');
    await designer.button('Save').click();
    await designer.page.getByText(/^This is not JSON/).waitFor();
    await editor.fill('{ "statusCode": 204 }');
    await designer.button('Save').click();
    await designer.proceed();
    await done(designer, 'Kept');
  });

  it('can be skipped', async () => {
    const designer = await bench.open();
    await designer.prepare('makeRawRequest', RAW);
    await designer.button('Skip sample').click();
    await done(designer, 'Skipped');
  });

  it('that cannot be retrieved show why, as it was thrown', async () => {
    const designer = await bench.open();
    await designer.prepare('makeRawRequest', { body: { Url: 'nowhere', Method: 'GET' }, emitted: /./ });
    await designer.button('Retrieve sample from Qualtrics').click();
    await designer.page.getByRole('button', { name: '5, has an error: Sample' }).waitFor();
    const sample = designer.page.getByRole('region', { name: 'Sample' });
    assert.match((await sample.textContent()) ?? '', /Error!Qualtrics answered 404 to GET \/nowhere/);
    await assertAccessible(designer.page);
  });
});
