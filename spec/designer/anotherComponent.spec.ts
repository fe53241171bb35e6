import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { assertAccessible } from '../support/browser.js';
import type { DesignerPage } from '../support/designerPage.js';
import { useDesignerPage } from '../support/useDesignerPage.js';

const FOLDER = resolve(__dirname, '../support/anotherComponent');

describe('Another component in the flow designer', () => {
  const bench = useDesignerPage({ componentPath: FOLDER });
  const logIn = async (designer: DesignerPage, key = 'any-key-at-all'): Promise<void> => {
    await designer.proceed();
    await designer.field('Region').selectOption('South');
    await designer.field('API Key').fill(key);
    await designer.field('Trial account').check();
  };

  it('is shown as its manifest has it, with nothing of the component next door', async () => {
    const designer = await bench.open();
    await designer.page.getByRole('heading', { name: 'Another Component Configuration' }).waitFor();
    assert.doesNotMatch((await designer.page.locator('body').textContent()) ?? '', /Qualtrics|Sandbox/);
  });

  it('has all kinds of fields, whose values arrive as on the platform', async () => {
    const designer = await bench.open();
    await designer.choose('Echo');
    await logIn(designer);
    await designer.verify();
    assert.equal(await designer.field('API Key').inputValue(), '');
    await designer.proceed();
    await designer.field('Kind').selectOption('Person');
    await designer.field('One of them').selectOption({ label: 'person 3' });
    await designer.page.getByRole('checkbox', { name: 'person 1' }).check();
    await designer.page.getByRole('checkbox', { name: 'person 2' }).check();
    await designer.field('Short text').fill('short');
    await designer.field('Long text').fill('long\ntext');
    await designer.field('Pin').fill('4711');
    await designer.field('Sure').check();
    await assertAccessible(designer.page);
    await designer.proceed();
    await designer.map({ 'Name of the person': 'Jo', Count: '3', New: 'true', City: 'Oslo' });
    await designer.run();
    await designer.ended();
    const { cfg, message, keyLength } = await emitted(designer);
    assert.deepEqual(cfg, {
      region: 'south',
      trial: 'true',
      kind: 'person',
      one: 'c3',
      some: ['c1', 'c2'],
      short: 'short',
      long: 'long\ntext',
      pin: '4711',
      sure: true,
    });
    assert.deepEqual(message, { person: 'Jo', count: 3, isNew: true, where: { city: 'Oslo' } });
    assert.equal(keyLength, 'any-key-at-all'.length);
  });

  it('greys a field until those it requires are filled, and empties it when they change', async () => {
    const designer = await bench.open();
    await designer.choose('Echo');
    await logIn(designer);
    await designer.proceed();
    assert.equal(await designer.field('One of them').isDisabled(), true);
    assert.equal(await designer.button('Continue').isDisabled(), true);
    await designer.page.getByText('Fill in Kind').waitFor();
    await designer.field('Kind').selectOption('Place');
    await designer.field('One of them').selectOption({ label: 'place 3' });
    await designer.page.getByText('Name of the place').first().waitFor();
    await designer.field('What follows').selectOption({ label: 'after c3' });
    await designer.field('Kind').selectOption('Person');
    assert.equal(await designer.field('One of them').inputValue(), '');
    // Also what is required by way of another: its list was made for what is no longer chosen.
    assert.equal(await designer.field('What follows').isDisabled(), true);
    assert.equal(await designer.field('What follows').inputValue(), '');
    await designer.page.getByText('Name of the person').first().waitFor();
  });

  it('asks for a list again, and finds in it', async () => {
    const designer = await bench.open();
    await designer.choose('Echo');
    await logIn(designer);
    await designer.proceed();
    await designer.field('Kind').selectOption('Place');
    const last = designer.field('One of them').locator('option').last();
    await last.filter({ hasText: 'process' }).waitFor({ state: 'attached' });
    const before = (await last.textContent()) ?? '';
    await designer.button('Reload the list').first().click();
    await last.filter({ hasNotText: before, hasText: 'process' }).waitFor({ state: 'attached' });
    await designer.field('Find').first().fill('PLACE 7');
    assert.deepEqual(await designer.field('One of them').locator('option').allTextContents(), [
      'Choose one',
      'place 7',
    ]);
  });

  it('shows help with simple HTML, and runs nothing in it', async () => {
    const designer = await bench.open();
    await designer.button('Help').first().focus();
    await designer.page.getByRole('tooltip').getByText('Gives back what it gets. Boldalert(1)').waitFor();
    await designer.page.keyboard.press('Escape');
    await designer.page.getByRole('tooltip').waitFor({ state: 'hidden' });
  });

  it('is copied as a command that runs it from its folder, without the secrets of its credential', async () => {
    const designer = await bench.open();
    await designer.choose('Ticks');
    await logIn(designer);
    await designer.button('Copy as command').click();
    await designer.button('Copied').waitFor();
    const command = String(await designer.page.evaluate('navigator.clipboard.readText()'));
    assert.equal(command, `npm run step -- ticks --component '${FOLDER}' --cfg '{"region":"south","trial":"true"}'`);
    const { stdout } = await promisify(execFile)('sh', ['-c', command.replace('npm run', 'npm run -s')]);
    assert.match(stdout, /"data": \{\s+"count": 1\s+\}/);
  });

  it('never gives back a secret that the component repeats', async () => {
    const designer = await bench.open();
    await designer.choose('Echo');
    await logIn(designer, 'wrong-key');
    await designer.button('Verify').click();
    await designer.page.getByRole('alert').waitFor();
    assert.deepEqual(await designer.page.getByRole('alert').allTextContents(), ['The key ••• is wrong.']);
  });

  it('reads metadata from files, and keeps the snapshot of a polled step', async () => {
    const designer = await bench.open();
    await designer.choose('Ticks');
    await logIn(designer);
    await designer.page.getByText('How many ticks').waitFor();
    for (const count of [1, 2, 1]) {
      await designer.run();
      await designer.ended();
      assert.deepEqual(await emitted(designer), { count });
      if (count === 2) await designer.button('Forget snapshot').click();
    }
  });
});

/** The message that is shown as JSON. */
async function emitted(designer: DesignerPage): Promise<Record<string, unknown>> {
  const message = designer.page.getByRole('textbox', { name: 'Message as JSON' });
  await message.waitFor();
  return JSON.parse((await message.locator('.cm-line').allTextContents()).join('\n'));
}
