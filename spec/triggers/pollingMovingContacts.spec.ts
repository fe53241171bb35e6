import assert from 'node:assert/strict';
import { tokenOfOffset } from '../../src/polling/plan/conversation.js';
import * as polling from '../../src/triggers/getNewAndUpdatedObjectsPolling.js';
import { BASE_MS, usePolledContacts } from '../support/polledContacts.js';
import { messageOf, runStep } from '../support/step.js';

const HOUR_MS = 3_600_000;

describe('Polling contacts that move while they are read', () => {
  const { bench, setUp, poll, namesIn } = usePolledContacts();

  it('reads again when contacts leave between two pages', async () => {
    const directory = setUp(350);
    const ids = [...directory.contacts.keys()];
    let removed = 0;
    bench.sandbox.onRequest = ({ path, url }) => {
      if (!path.endsWith('/search') || !url.includes(encodeURIComponent(tokenOfOffset(99))) || removed === 3) return;
      for (const id of ids.slice(removed * 2, removed * 2 + 2)) directory.delete(id);
      removed += 1;
    };
    const run = await poll(directory.options.directoryId, { singlePagePerInterval: 'no' });
    const delivered = new Set(namesIn(run));
    assert.equal(delivered.size, run.data.length);
    for (let name = 6; name < 350; name += 1) assert.ok(delivered.has(name), `missed ${name}`);
  });

  it('misses nothing when pages slide under search after search', async () => {
    const directory = setUp(350);
    bench.sandbox.faults.add({ match: /search.*skipToken/, times: 12, fault: { kind: 'slide' } });
    const run = await poll(directory.options.directoryId, { singlePagePerInterval: 'no' });
    assert.deepEqual(new Set(namesIn(run)), new Set(Array.from({ length: 350 }, (_, name) => name)));
  });

  it('delivers what was read before a request failed, and goes on from there', async () => {
    const { directoryId } = setUp(400).options;
    const cfg = { ...bench.credential, objectType: 'contacts', directoryId, singlePagePerInterval: 'no' };
    let openQuestions = 0;
    bench.sandbox.onRequest = ({ body }) => {
      // The first question without an end begins the poll, the second one asks what came since.
      if ((body as { filter?: { filterType?: string } } | undefined)?.filter?.filterType) openQuestions += 1;
      const fault = { kind: 'status', status: 500, when: 'before' } as const;
      if (openQuestions === 2) bench.sandbox.faults.add({ match: /search/, fault });
    };
    const delivered: string[] = [];
    let snapshot: unknown;
    process.env.API_RETRIES_COUNT = '1';
    const failing = runStep(polling, {
      cfg,
      onEmit: (event, value) => {
        if (event === 'data') delivered.push((value as { body: { contactId: string } }).body.contactId);
        if (event === 'snapshot') snapshot = structuredClone(value);
      },
    });
    assert.match(await messageOf(failing), /500 to POST .*contacts\/search/);
    assert.equal(new Set(delivered).size, 400);

    bench.sandbox.onRequest = undefined;
    bench.sandbox.faults.clear();
    assert.deepEqual((await runStep(polling, { cfg, snapshot })).data, []);
  });

  it('reports a second with more contacts than Qualtrics lists, and goes on after it', async () => {
    const directory = bench.tenant.addDirectory({ name: 'Crowded' });
    for (let index = 0; index < 10_050; index += 1) directory.create({ creationDate: BASE_MS, lastModified: BASE_MS });
    directory.create({ firstName: '1', creationDate: BASE_MS + HOUR_MS, lastModified: BASE_MS + HOUR_MS });
    const run = await poll(directory.options.directoryId, { emitBehavior: 'emitPage', singlePagePerInterval: 'no' });
    const contacts = (run.data as { result: { firstName: string | null }[] }[]).flatMap(({ result }) => result);
    assert.equal(run.errors.length, 1);
    assert.match(run.errors[0]?.message ?? '', /More than 10,000 contacts have the same time 2026-01-01T00:00:00.000Z/);
    assert.equal(contacts.length, 10_001);
    assert.equal(contacts.at(-1)?.firstName, '1');
  });
});
