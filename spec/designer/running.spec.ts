import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import type { DesignerPage } from '../support/designerPage.js';
import { useDesignerPage } from '../support/useDesignerPage.js';

const root = resolve(__dirname, '../..');
const RAW = { body: { Url: 'whoami', Method: 'GET' }, emitted: /./ };
const POLLING = {
  cfg: { objectType: 'contacts', directoryId: { label: 'Customers' }, singlePagePerInterval: 'no' },
  emitted: /./,
};

describe('Running a step in the flow designer', () => {
  const bench = useDesignerPage();
  afterEach(() => bench.sandbox.faults.clear());
  const count = async (designer: DesignerPage): Promise<number> =>
    Number(/(\d+) messages/.exec(await designer.text('Emitted'))?.[1] ?? 0);

  it('shows what is emitted while it runs, and stops in the middle', async () => {
    const designer = await bench.open();
    await designer.prepare('getNewAndUpdatedObjectsPolling', POLLING);
    await designer.run();
    await designer.page.getByText(/At work for .*: [1-9]\d* messages/).waitFor();
    await designer.button('Stop').click();
    await designer.page.getByText(/^Stopped after/).waitFor();
    const emitted = await count(designer);
    assert.ok(emitted > 0 && emitted < 320, String(emitted));
    await designer.run();
    await designer.ended();
    assert.ok((await count(designer)) >= 320 - emitted - 10, 'what was not delivered comes with the next run');
  });

  it('stops when it is asked to before it has begun, and not by the second half of a double click', async () => {
    const designer = await bench.open();
    await designer.prepare('makeRawRequest', { body: { Url: 'whoami', Method: 'GET' }, emitted: /./ });
    await designer.button('Run').dblclick();
    await designer.ended();
    assert.match(await designer.text('Emitted'), /1 message/);
    bench.sandbox.faults.add({ match: /whoami/, fault: { kind: 'stall' } });
    const status = designer.page.getByRole('status').filter({ hasText: /^(At work|Stopp)/ });
    await designer.button('Run').click();
    await designer.button('Stop').click();
    await status.filter({ hasText: /^Stopped after/ }).waitFor();
  });

  it('gives the files of a message, without the storage’s token', async () => {
    const designer = await bench.open();
    const surveyId = bench.sandbox.tenant.surveys[0]?.id ?? '';
    await designer.prepare('getSurveyResponses', {
      cfg: { allowFilterToBeOmitted: true },
      body: { 'File Format': 'csv', 'Survey ID': surveyId },
      emitted: /./,
    });
    await designer.run();
    const link = designer.page.getByRole('link', { name: /\.csv/ });
    const [download] = await Promise.all([designer.page.waitForEvent('download'), link.click()]);
    assert.match(download.suggestedFilename(), /\.csv$/);
    assert.match(await readFile(await download.path(), 'utf8'), /StartDate,EndDate/);
  });

  it('sends files with the message', async () => {
    const designer = await bench.open();
    const cfg = { directoryId: { label: 'Customers' }, mailingListId: { label: 'Newsletter' } };
    await designer.prepare('importContacts', { cfg, emitted: /./ });
    const content = Buffer.from('email,firstName\nattached@example.com,Attached\n');
    await designer.page
      .getByLabel('Attach a file')
      .setInputFiles({ name: 'contacts.csv', mimeType: 'text/csv', buffer: content });
    await designer.page.getByText('contacts.csv').waitFor();
    await designer.run();
    await designer.ended();
    assert.match(await designer.text('Emitted'), /"total": 1/);
  });

  it('copies itself as a command that does the same', async () => {
    const designer = await bench.open();
    await designer.prepare('lookupObject', {
      cfg: {
        objectType: 'contacts',
        lookupCriteria: 'email',
        directoryMatchCriteria: 'directoryName',
        allowZeroResults: true,
      },
      body: { 'Lookup Criteria Value': "o'hara@example.com", 'Directory Name': 'Customers' },
      emitted: /./,
    });
    await designer.button('Copy as command').click();
    await designer.button('Copied').waitFor();
    const command = String(await designer.page.evaluate('navigator.clipboard.readText()'));
    assert.ok(command.startsWith('npm run step -- lookupObject --cfg '), command);
    const quiet = command.replace('npm run', 'npm run -s');
    const { stdout } = await promisify(execFile)('sh', ['-c', quiet], { cwd: root });
    assert.deepEqual(JSON.parse(stdout).data, {});
  });

  it('shows tries of a request one below the other, those that were refused told apart', async () => {
    const designer = await bench.open();
    await designer.prepare('makeRawRequest', RAW);
    bench.sandbox.faults.add({ match: /whoami/, fault: { kind: 'status', status: 503, when: 'before' }, times: 2 });
    await designer.run();
    await designer.ended();
    const rows = designer.page.getByRole('table', { name: 'Requests' }).getByRole('row');
    const statuses = (await rows.allTextContents()).map((row) => /(200|503)\d+ ms$/.exec(row)?.[1]);
    assert.deepEqual(statuses.slice(-3), ['503', '503', '200']);
    assert.match(await designer.text('Requests'), /2 refused or failed/);
  });

  it('draws requests below each other where they ran side by side, and one after the other where they waited', async () => {
    const designer = await bench.open();
    await designer.prepare('getNewAndUpdatedObjectsPolling', POLLING);
    bench.sandbox.faults.add({ match: /contacts\/search/, fault: { kind: 'latency', ms: 300 }, times: 100 });
    await designer.run();
    await designer.ended();
    const bars = designer.page
      .getByRole('table', { name: 'Requests' })
      .getByRole('cell')
      .locator('span > span:only-child');
    const spans: { readonly from: number; readonly to: number }[] = [];
    for (const bar of await bars.all()) {
      const box = await bar.locator('xpath=..').boundingBox();
      if (box) spans.push({ from: box.x, to: box.x + box.width });
    }
    const next = spans.slice(1).map((span, index) => span.from < (spans[index]?.to ?? 0) - 1);
    assert.ok(next.includes(true), `some of ${JSON.stringify(spans)} begin before the one above has ended`);
    assert.ok(next.includes(false), `some of ${JSON.stringify(spans)} begin when the one above has ended`);
  });

  it('shows the log from a level on, the platform’s own lines when asked', async () => {
    const designer = await bench.open();
    await designer.prepare('makeRawRequest', RAW);
    await designer.run();
    await designer.ended();
    assert.match(await designer.text('Log'), /debug.*GET \/whoami: status 200/);
    assert.doesNotMatch(await designer.text('Log'), /acknowledged|Received step data/);
    await designer.field("Sailor's own").check();
    assert.match(await designer.text('Log'), /Received step data|Trigger or action/);
    await designer.field("Sailor's own").uncheck();
    await designer.field('Log level').selectOption('warn');
    await designer.page.getByText('Nothing at this level.').waitFor();
  });
});
