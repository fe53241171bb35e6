import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assertAccessible } from '../support/browser.js';
import { useDesignerPage } from '../support/useDesignerPage.js';

const RAW = { body: { Url: 'whoami', Method: 'GET' }, emitted: /./ };

describe('The flow designer on a brand of one’s own', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'brand-'));
  });
  after(() => rm(folder, { recursive: true }));
  const bench = useDesignerPage({
    env: async ({ tenant }) => {
      const path = join(folder, '.env');
      const values = { DATA_CENTER_ID: 'fra1', CLIENT_ID: tenant.clientId, CLIENT_SECRET: tenant.clientSecret };
      const lines = Object.entries(values).map(([name, value]) => `QUALTRICS_${name}=${value}\n`);
      await writeFile(path, lines.join(''));
      return { DOTENV_CONFIG_PATH: path };
    },
  });
  const calls = (): number => bench.sandbox.requests.length;

  it('says so, has no sandbox to play with, and asks before a step that may write', async () => {
    const designer = await bench.open();
    await designer.page.getByText('Real brand').waitFor();
    assert.equal(await designer.button('Sandbox').count(), 0);
    await designer.prepare('makeRawRequest', RAW);
    const before = calls();
    await designer.run();
    await designer.page.getByRole('dialog', { name: 'May it write?' }).waitFor();
    await assertAccessible(designer.page);
    await designer.button('Cancel').click();
    await designer.run();
    await designer.button('Go ahead').waitFor();
    await designer.page.keyboard.press('Escape');
    await designer.button('Go ahead').waitFor({ state: 'hidden' });
    assert.equal(calls(), before);
    await designer.run();
    await designer.button('Go ahead').click();
    await designer.ended();
    assert.match(await designer.text('Emitted'), /statusCode.*200/s);
  });

  it('asks nothing before a trigger that only reads', async () => {
    const designer = await bench.open();
    const cfg = { objectType: 'contacts', directoryId: { label: 'Partners' } };
    await designer.prepare('getNewAndUpdatedObjectsPolling', { cfg, emitted: /./ });
    await designer.run();
    await designer.ended();
    assert.match(await designer.text('Emitted'), /12 messages/);
  });

  it('runs nothing that was not agreed to, whoever asks', async () => {
    const designer = await bench.open();
    const before = calls();
    const answer = await designer.page.context().request.post(`${bench.url}/api/run`, {
      data: { key: 'makeRawRequest', cfg: {}, credential: { typed: {} }, body: {}, isSample: false, logLevel: 'info' },
    });
    assert.equal(answer.status(), 409);
    assert.equal(calls(), before);
  });
});
