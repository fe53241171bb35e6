import assert from 'node:assert/strict';
import type { DesignerPage } from '../support/designerPage.js';
import { useDesignerPage } from '../support/useDesignerPage.js';

const POLLING = {
  cfg: { objectType: 'contacts', directoryId: { label: 'Partners' }, emitBehavior: 'emitPage' },
  emitted: /./,
};

describe('Snapshots in the flow designer', () => {
  const bench = useDesignerPage();
  const poll = async (designer: DesignerPage): Promise<string> => {
    await designer.run();
    await designer.ended();
    return designer.text('Emitted');
  };

  it('are kept from one run to the next, shown, and forgotten when asked', async () => {
    const designer = await bench.open();
    await designer.prepare('getNewAndUpdatedObjectsPolling', POLLING);
    const forget = designer.button('Forget snapshot');
    assert.equal(await forget.isDisabled(), true);
    assert.match(await poll(designer), /1 message · 12 objects/);
    assert.match(await designer.text('Snapshot'), /bytes of 5\.1 kB.*Before the runnone.*After it.*watermark/s);
    assert.match(await poll(designer), /0 messages/);
    assert.match(await designer.text('Snapshot'), /Before the run.*watermark.*After it.*watermark/s);
    await forget.click();
    assert.match(await designer.text('Snapshot'), /none kept/);
    assert.match(await poll(designer), /1 message · 12 objects/);
  });

  it('do not take part in retrieving a sample', async () => {
    const designer = await bench.open();
    await designer.prepare('getNewAndUpdatedObjectsPolling', POLLING);
    await poll(designer);
    await designer.button('Retrieve sample from Qualtrics').click();
    await designer.button('Edit').waitFor();
    assert.match(await designer.text('Emitted'), /10 objects/);
    assert.match(await poll(designer), /0 messages/);
  });
});
