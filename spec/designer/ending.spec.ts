import assert from 'node:assert/strict';
import { stepProcessesOf } from '../support/stepProcesses.js';
import { useDesignerPage } from '../support/useDesignerPage.js';

describe('Closing the page of the flow designer', () => {
  const bench = useDesignerPage();

  it('ends the step that it started', async () => {
    const designer = await bench.open();
    await designer.prepare('makeRawRequest', { body: { Url: 'whoami', Method: 'GET' }, emitted: /./ });
    bench.sandbox.faults.add({ match: /whoami/, fault: { kind: 'stall' } });
    await designer.run();
    await designer.page.getByRole('table', { name: 'Requests' }).getByText('whoami').waitFor();
    assert.equal((await stepProcessesOf(process.pid)).length, 1);
    await designer.page.close();
    while ((await stepProcessesOf(process.pid)).length > 0);
  });

  it('unsubscribes a trigger that waits for a webhook', async () => {
    const { events } = bench.sandbox.tenant;
    const designer = await bench.open();
    const cfg = { surveyId: { label: 'Customer satisfaction' } };
    await designer.prepare('newSurveyResponseWebhook', { cfg, emitted: /./ });
    await designer.run();
    await designer.page.getByText(/^Waits at http/).waitFor();
    assert.equal(events.all.length, 1);
    await designer.page.close();
    while ((await stepProcessesOf(process.pid)).length > 0);
    assert.equal(events.all.length, 0);
  });
});
