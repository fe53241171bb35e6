import assert from 'node:assert/strict';
import { assertAccessible } from '../support/browser.js';
import { useDesignerPage } from '../support/useDesignerPage.js';

describe('Errors in the flow designer', () => {
  const bench = useDesignerPage();

  it('shows why a credential is refused, and goes on all the same', async () => {
    const designer = await bench.open();
    await designer.choose('Make Raw Request');
    await designer.proceed();
    await designer.field('Client Secret').fill('not-the-secret');
    await designer.button('Verify').click();
    const alert = designer.page.getByRole('alert');
    await alert.waitFor();
    assert.match((await alert.textContent()) ?? '', /^Qualtrics answered 401 .*"Client ID" and "Client Secret"/);
    await designer.page.getByRole('button', { name: '2, has an error: Credential Not verified' }).waitFor();
    await assertAccessible(designer.page);
    await designer.proceed();
    await designer.page.getByRole('button', { name: '3, current: Configuration' }).waitFor();
  });

  it('takes the kept secret again when what was typed is emptied', async () => {
    const designer = await bench.open();
    await designer.choose('Make Raw Request');
    await designer.proceed();
    await designer.field('Client Secret').fill('not-the-secret');
    await designer.field('Client Secret').fill('');
    await designer.verify();
  });

  it('shows what a step throws, word by word, though its fields are not filled in', async () => {
    const designer = await bench.open();
    await designer.choose('Make Raw Request');
    await designer.run();
    await designer.ended();
    assert.deepEqual(await designer.page.getByRole('alert').allTextContents(), ['"Url" is required, but it is empty.']);
    assert.match(await designer.text('Emitted'), /1 error.*"Url" is required/);
    await assertAccessible(designer.page);
  });

  it('lets an error go with the next run', async () => {
    const designer = await bench.open();
    await designer.prepare('makeRawRequest', { body: { Url: 'nowhere', Method: 'GET' }, emitted: /./ });
    await designer.run();
    await designer.page.getByRole('alert').waitFor();
    await designer.ended();
    await designer.page.getByRole('button', { name: 'Mapping' }).click();
    await designer.field('Url').fill('whoami');
    await designer.run();
    await designer.page.getByText('Done in').waitFor();
    assert.equal(await designer.page.getByRole('alert').count(), 0);
    assert.match(await designer.text('Emitted'), /1 message/);
  });

  it('marks a value that is not allowed, and says which are', async () => {
    const designer = await bench.open();
    await designer.prepare('makeRawRequest', { emitted: /./ });
    await designer.field('Method').fill('FETCH');
    await designer.page.getByRole('button', { name: '4, has an error: Mapping' }).waitFor();
    await designer.page.getByText('"FETCH" is not one of the allowed values: GET, POST').waitFor();
    await assertAccessible(designer.page);
  });
});
