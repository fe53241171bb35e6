import assert from 'node:assert/strict';
import { useFlow } from '../support/flow.js';

describe('The sailor’s service entry point', () => {
  const flow = useFlow();

  it('answers what the UI asks', async () => {
    const cfg = flow.credential;
    assert.deepEqual(await flow.platform.service('verifyCredentials', { cfg }), {
      status: 'success',
      data: { verified: true },
    });
    const wrong = (await flow.platform.service('verifyCredentials', { cfg: { ...cfg, clientSecret: 'x' } })) as {
      data: { verified: boolean; reason: string };
    };
    assert.equal(wrong.data.verified, false);
    assert.match(wrong.data.reason, /"Client Secret"/);
    const model = await flow.platform.service('selectModel', {
      cfg,
      key: 'getNewAndUpdatedObjectsPolling',
      model: 'getDirectories',
    });
    assert.deepEqual(Object.values((model as { data: object }).data), ['Customers', 'Partners']);
    const metadata = await flow.platform.service('getMetaModel', {
      cfg: { ...cfg, objectType: 'contacts' },
      key: 'upsertObject',
    });
    assert.ok('in' in (metadata as { data: object }).data);
  });
});
