import assert from 'node:assert/strict';
import { runImportJob } from '../../src/imports/importJob.js';
import { aClient } from '../support/client.js';
import { useOddServer } from '../support/oddServer.js';
import { useSandbox } from '../support/sandbox.js';

const TARGET = { directoryId: 'POOL_1', mailingListId: 'CG_1' };

/** Nobody says whether rows that Qualtrics did not process are among those that it counts as failed. */
describe('The counts of an import', () => {
  const bench = useSandbox();
  const odd = useOddServer();
  const countsAfter = async (count: object, unprocessed: unknown) => {
    const contacts = { count, unprocessed };
    odd.answer = () => ({ body: { result: { id: 'PGRS_1', percentComplete: 100, status: 'complete', contacts } } });
    const client = aClient(bench.sandbox, { baseUrl: odd.url });
    const batch = { rows: [1, 2, 3], body: Buffer.from('{"contacts":[{},{},{}]}'), bad: [] };
    const watch = { onStarted: () => undefined, onProgress: () => undefined, limitMs: 60_000 };
    return (await runImportJob(client, TARGET, batch, watch)).counts;
  };

  it('have the rows that were not processed among the failed', async () => {
    assert.deepEqual(await countsAfter({ added: 2, updated: 0, failed: 0 }, [1]), { added: 2, updated: 0, failed: 1 });
  });

  it('do not have them twice where Qualtrics has counted them', async () => {
    assert.deepEqual(await countsAfter({ added: 1, updated: 1, failed: 1 }, ['2']), {
      added: 1,
      updated: 1,
      failed: 1,
    });
  });

  it('may all be of rows that were not processed', async () => {
    assert.equal((await countsAfter({ added: 0, updated: 0, failed: 0 }, [0, 1, 2]))?.failed, 3);
  });
});
