import assert from 'node:assert/strict';
import { THROTTLED, useFlow } from '../support/flow.js';
import { emittedThoughKilled } from '../support/killedStep.js';

/** The platform starts a step again with its last snapshot: at most the page on its way comes again. */
describe('A polling trigger whose process is killed twice', () => {
  const flow = useFlow();

  it('delivers every contact, and at most the page on its way once more', async () => {
    const start = Date.now() - 10 * 3_600_000;
    const directory = flow.tenant.addDirectory({ name: 'Polled' });
    for (let index = 0; index < 600; index += 1) {
      const time = start + index * 1000;
      directory.create({ email: `c${index}@example.com`, creationDate: time, lastModified: time });
    }
    const { directoryId } = directory.options;
    const delivered = await emittedThoughKilled(flow, {
      key: 'getNewAndUpdatedObjectsPolling',
      cfg: { objectType: 'contacts', directoryId, singlePagePerInterval: 'no', emitBehavior: 'emitIndividually' },
      idField: 'contactId',
      killedAt: [130, 350],
    });
    assert.deepEqual(new Set(delivered), new Set(directory.contacts.keys()));
    const repeated = delivered.length - directory.contacts.size;
    assert.ok(repeated <= 2 * 100, `${repeated} came twice after two kills`);
  });

  it('delivers every response, and at most the page on its way once more', async () => {
    const delivered = await emittedThoughKilled(flow, {
      key: 'getNewSurveyResponsesPolling',
      cfg: { surveyId: flow.tenant.surveys[0]?.id, pageSize: '20' },
      env: THROTTLED,
      idField: 'responseId',
      killedAt: [35, 122],
    });
    assert.equal(new Set(delivered).size, 250);
    assert.ok(delivered.length <= 250 + 2 * 20, `${delivered.length - 250} came twice after two kills`);
  });
});
