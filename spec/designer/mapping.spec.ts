import assert from 'node:assert/strict';
import { assertAccessible } from '../support/browser.js';
import type { DesignerPage } from '../support/designerPage.js';
import { useDesignerPage } from '../support/useDesignerPage.js';

const RAW = { emitted: /./ };

/** In the page: clicks a button, and presses Escape on it in the moment in which something changes. */
const OPEN_AND_LEAVE_AT_ONCE = `(opener) => {
  const watching = new MutationObserver(() => {
    watching.disconnect();
    opener.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
  });
  watching.observe(document.body, { subtree: true, childList: true, attributes: true });
  opener.click();
}`;

describe('Mapping in the flow designer', () => {
  const bench = useDesignerPage();
  const paste = async (designer: DesignerPage, title: string, body: unknown): Promise<void> => {
    await designer.button('Paste a sample').click();
    await designer.field('Step').fill(title);
    await designer.field('Its message, as JSON').fill(JSON.stringify(body));
    await designer.button('Save').click();
    await designer.page.getByText(`1. ${title}`).first().waitFor();
  };
  /** Opens the list of values of a property, which its label describes. */
  const insert = async (designer: DesignerPage, name: string): Promise<void> => {
    await designer.button('Insert a value').first().click();
    await designer.page.getByRole('button', { name }).click();
  };
  const evaluated = async (designer: DesignerPage): Promise<unknown> => {
    await designer.button('Evaluate').click();
    const result = designer.page.getByRole('textbox', { name: 'Mapping result' });
    await result.waitFor();
    return JSON.parse((await result.locator('.cm-line').allTextContents()).join('\n'));
  };

  it('takes a value from a sample that was pasted, and shows it as a chip', async () => {
    const designer = await bench.open();
    await designer.prepare('makeRawRequest', RAW);
    await paste(designer, 'Webhook', { path: 'whoami', 'odd name': { deep: [{ x: 1 }] } });
    await insert(designer, 'path whoami');
    await designer.page.getByText('1. Webhook | path').waitFor();
    await designer.field('Method').fill('GET');
    await assertAccessible(designer.page);
    assert.deepEqual(await evaluated(designer), { url: 'whoami', method: 'GET' });
    await designer.run();
    await designer.ended();
    assert.match(await designer.text('Emitted'), /statusCode.*200/s);
  });

  it('opens and leaves the list of values by keyboard, and the focus comes back', async () => {
    const designer = await bench.open();
    await designer.prepare('makeRawRequest', RAW);
    await paste(designer, 'Webhook', { path: 'whoami' });
    const { keyboard } = designer.page;
    const opener = designer.button('Insert a value').first();
    await opener.focus();
    await keyboard.press('Enter');
    await keyboard.press('Tab');
    await designer.button('Close the list of values').waitFor();
    await keyboard.press('Escape');
    await opener.and(designer.page.locator(':focus')).waitFor();
    await keyboard.press('Enter');
    await designer.page.getByRole('button', { name: 'path whoami' }).focus();
    await keyboard.press('Enter');
    await designer.page.getByText('1. Webhook | path').waitFor();
    await opener.and(designer.page.locator(':focus')).waitFor();
  });

  /** The kind: a key that is pressed as soon as there is something to see, before the browser has painted it. */
  it('leaves the list of values by the key Escape from the first moment on', async () => {
    const designer = await bench.open();
    await designer.prepare('makeRawRequest', RAW);
    await paste(designer, 'Webhook', { path: 'whoami' });
    await designer.button('Insert a value').first().evaluate(OPEN_AND_LEAVE_AT_ONCE);
    await designer.button('Insert a value').first().waitFor();
    assert.equal(await designer.button('Close the list of values').count(), 0);
  });

  it('takes a value from what ran before', async () => {
    const designer = await bench.open();
    await designer.prepare('makeRawRequest', { body: { Url: 'whoami', Method: 'GET' }, emitted: /./ });
    await designer.run();
    await designer.ended();
    await designer.page.getByRole('button', { name: 'Function' }).click();
    await designer.choose('Generate Custom Distribution Link');
    await designer.page.getByText('1. Make Raw Request').first().waitFor();
    await insert(designer, 'responseBody › result › brandId');
    await designer.page.getByText('1. Make Raw Request | responseBody › result › brandId').waitFor();
    await designer.button('Try on the samples').first().click();
    await designer.page
      .getByRole('status')
      .or(designer.page.locator('output'))
      .getByText('sandbox', { exact: true })
      .waitFor();
  });

  it('evaluates JSONata as the platform does, with its own errors', async () => {
    const designer = await bench.open();
    await designer.prepare('makeRawRequest', RAW);
    await paste(designer, 'Webhook', { id: 'SV_1', when: '2026-01-31' });
    await designer.page.getByLabel('Mode', { exact: true }).first().selectOption('JSONata mode');
    await designer.field('Url').fill('"surveys/" & id & "?" & $moment(when).format("YYYY")');
    await designer.field('Method').fill('GET');
    await designer.field('Request Body').fill('{"ids": [$getPassthrough().step_1.body.id]}');
    assert.deepEqual(await evaluated(designer), {
      url: 'surveys/SV_1?2026',
      method: 'GET',
      requestBody: { ids: ['SV_1'] },
    });
    await designer.field('Url').fill('"surveys/" &');
    await designer.button('Try on the samples').first().click();
    await designer.page.getByText('Unexpected end of expression').waitFor();
    await designer.button('Evaluate').click();
    const alert = designer.page.getByRole('alert');
    await alert.waitFor();
    assert.match((await alert.textContent()) ?? '', /cannot be used as a unary operator/);
  });

  it('goes to developer mode and back with what was filled in, and loses nothing without asking', async () => {
    const designer = await bench.open();
    await designer.prepare('makeRawRequest', RAW);
    await designer.map({ Url: 'whoami', Method: 'GET' });
    await designer.button('Developer mode').click();
    const editor = designer.page.getByRole('textbox', { name: 'Mapping as JSONata' });
    await editor.waitFor();
    await assertAccessible(designer.page);
    await editor.fill('{"url": "who" & "ami", "method": "GET"}');
    assert.deepEqual(await evaluated(designer), { url: 'whoami', method: 'GET' });
    await designer.button('Developer mode').click();
    await designer.page.getByText('The form cannot show this expression').waitFor();
    await designer.button('Stay').click();
    await editor.fill('{"url": "directories", "method": "GET"}');
    await designer.button('Developer mode').click();
    assert.equal(await designer.field('Url').inputValue(), 'directories');
  });

  it('maps a list row by row from one list of an earlier step', async () => {
    const designer = await bench.open();
    const cfg = { directoryId: { label: 'Customers' }, mailingListId: { label: 'Newsletter' } };
    await designer.prepare('importContacts', { cfg, emitted: /./ });
    await paste(designer, 'Shop', {
      orders: { buyers: [{ email: 'a@example.com', called: 'A' }, { email: 'b@example.com' }] },
    });
    const mode = designer.page.getByLabel('Mode', { exact: true }).first();
    await mode.selectOption('Integrator mode');
    await designer.field('Contacts').selectOption({ label: '1. Shop | orders › buyers' });
    await designer.field('First Name').selectOption('called');
    await assertAccessible(designer.page);
    assert.deepEqual(await evaluated(designer), {
      contacts: [{ email: 'a@example.com', firstName: 'A' }, { email: 'b@example.com' }],
    });
    await mode.selectOption('JSONata mode');
    assert.equal(
      await designer.field('Contacts').inputValue(),
      '[$getPassthrough().step_1.body.orders.buyers.{ "email": email, "firstName": called }]',
    );
  });

  it('ends an expression that does not end by itself', async () => {
    const designer = await bench.open();
    await designer.prepare('makeRawRequest', RAW);
    await designer.button('Developer mode').click();
    const editor = designer.page.getByRole('textbox', { name: 'Mapping as JSONata' });
    await editor.fill('($again := function() { $again() }; $again())');
    await designer.button('Evaluate').click();
    await designer.page.getByText('The expression did not end within 10 seconds.').waitFor();
    await editor.fill('{"url": "whoami"}');
    assert.deepEqual(await evaluated(designer), { url: 'whoami' });
  });
});
