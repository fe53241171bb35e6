import assert from 'node:assert/strict';
import * as deleteObject from '../../src/actions/deleteObject.js';
import * as lookupObject from '../../src/actions/lookupObject.js';
import * as lookupObjects from '../../src/actions/lookupObjects.js';
import * as upsertObject from '../../src/actions/upsertObject.js';
import { useSandbox } from '../support/sandbox.js';
import { messageOf, runStep } from '../support/step.js';

describe('Mailing lists as objects', () => {
  const bench = useSandbox();
  const DIRECTORY = 'POOL_customers';
  const run = (
    module: Parameters<typeof runStep>[0],
    cfg: Record<string, unknown> = {},
    body: Record<string, unknown> = {},
  ) =>
    runStep(module, {
      cfg: {
        ...bench.credential,
        objectType: 'mailingLists',
        lookupCriteria: 'name',
        directoryMatchCriteria: 'directoryId',
        ...cfg,
      },
      body: { directory: DIRECTORY, ...body },
    });
  const byName = (name: string) => ({ lookupCriteriaValue: name });
  const upsert = async (body: object, cfg: Record<string, unknown> = {}) =>
    (await run(upsertObject, cfg, { ...body })).data[0] as Record<string, unknown>;
  const created = async (name: string): Promise<string> => String((await upsert(byName(name))).mailingListId);
  const listed = async () => {
    const { data } = await run(lookupObjects, { emitBehavior: 'emitAll' });
    return (data[0] as { results: Record<string, unknown>[] }).results;
  };
  beforeEach(() => bench.tenant.addDirectory({ name: 'Customers', directoryId: DIRECTORY }));

  it('are created by a name that none has, and found by it afterwards', async () => {
    const mailingListId = await created('Newsletter');
    assert.match(mailingListId, /^CG_/);
    const { data } = await run(lookupObject, {}, byName('Newsletter'));
    const [list] = data as Record<string, unknown>[];
    assert.deepEqual([list?.mailingListId, list?.name, list?.contactCount], [mailingListId, 'Newsletter', 0]);
    assert.match(String(list?.creationDate), /^\d{4}-\d\d-\d\dT.*Z$/);
    assert.match(String(list?.lastModified), /^\d{4}-\d\d-\d\dT.*Z$/);
  });

  it('are found by id, and renamed by it', async () => {
    const mailingListId = await created('Newsletter');
    const byId = { lookupCriteria: 'mailingListId' };
    const renamed = await upsert({ lookupCriteriaValue: mailingListId, name: 'News' }, byId);
    assert.deepEqual([renamed.mailingListId, renamed.name], [mailingListId, 'News']);
    assert.deepEqual((await run(lookupObject, byId, { lookupCriteriaValue: mailingListId })).data.length, 1);
    assert.match(await messageOf(run(lookupObject, {}, byName('Newsletter'))), /No mailing list has the "Name"/);
  });

  it('are not doubled, nor written without need, when an upsert finds one', async () => {
    const mailingListId = await created('Newsletter');
    const before = bench.calls().filter((call) => !call.startsWith('GET')).length;
    assert.equal((await upsert(byName(' Newsletter '))).mailingListId, mailingListId);
    assert.equal(bench.calls().filter((call) => !call.startsWith('GET')).length, before);
    assert.equal((await listed()).length, 1);
  });

  it('are created once by messages at the same time, and when the answer is lost', async () => {
    bench.sandbox.faults.add({ match: /^POST .*mailinglists$/, fault: { kind: 'status', status: 503, when: 'after' } });
    await Promise.all(Array.from({ length: 5 }, () => upsert(byName('Newsletter'))));
    assert.equal((await listed()).length, 1);
  });

  it('of one name are an error that lists the ids', async () => {
    const first = await created('Newsletter');
    const second = await upsert({ name: 'Other' });
    await upsert(
      { lookupCriteriaValue: second.mailingListId, name: 'Newsletter' },
      { lookupCriteria: 'mailingListId' },
    );
    for (const step of [lookupObject, upsertObject, deleteObject]) {
      const message = await messageOf(run(step, {}, byName('Newsletter')));
      assert.match(message, /^More than one mailing list has the "Name" "Newsletter" \(CG_/);
      assert.ok(message.includes(first) && message.includes(String(second.mailingListId)));
    }
    assert.equal((await listed()).length, 2);
  });

  it('are deleted by name, and their contacts stay', async () => {
    const mailingListId = await created('Newsletter');
    const directory = bench.tenant.directories.find(({ options }) => options.directoryId === DIRECTORY);
    directory?.create({ email: 'jo@example.com' });
    assert.deepEqual((await run(deleteObject, {}, byName('Newsletter'))).data, [{ mailingListId }]);
    assert.deepEqual(await listed(), []);
    assert.equal(directory?.contacts.size, 1);
  });

  it('are searched by name and by date, and read to the last page', async () => {
    for (let number = 0; number < 130; number += 1)
      bench.tenant.addMailingList({ directoryId: DIRECTORY, name: `List ${number}` });
    assert.equal((await listed()).length, 130);
    const found = async (fieldName: string, condition: string, fieldValue: string): Promise<unknown[]> => {
      const cfg = { emitBehavior: 'emitIndividually', termNumber: '1' };
      const { data } = await run(lookupObjects, cfg, { sTerm_1: { fieldName, condition, fieldValue } });
      return (data as Record<string, unknown>[]).map(({ name }) => name);
    };
    assert.deepEqual(await found('name', 'eq', 'list 7'), ['List 7']);
    assert.equal((await found('name', 'contains', 'LIST 12')).length, 11);
    assert.equal((await found('name', 'ne', 'List 7')).length, 129);
    assert.equal((await found('creationDate', 'gt', '2000-01-01')).length, 130);
    assert.equal((await found('lastModified', 'lt', '2000-01-01')).length, 0);
  });

  // Pages of a list slide while it changes: what was on the page to come may be on the one that was read.
  describe('of which one goes while they are read', () => {
    let ids: string[];
    beforeEach(() => {
      const names = Array.from({ length: 250 }, (_, number) => `List ${number}`);
      ids = names.map((name) => bench.tenant.addMailingList({ directoryId: DIRECTORY, name }).mailingListId);
      let pages = 0;
      bench.sandbox.onRequest = ({ path }) => {
        if (!path.endsWith('/mailinglists')) return;
        pages += 1;
        if (pages === 2) bench.tenant.deleteMailingList(bench.tenant.mailingList(DIRECTORY, ids[0] ?? ''));
      };
    });

    it('are all listed that stay, each once', async () => {
      const found = (await listed()).map(({ mailingListId }) => mailingListId);
      assert.deepEqual(found.sort(), ids.slice(1).sort());
    });

    it('are found by name, and not created a second time', async () => {
      assert.equal(await created('List 100'), ids[100]);
    });
  });

  it('that keep changing are an error rather than a guess', async () => {
    for (let number = 0; number < 150; number += 1) {
      bench.tenant.addMailingList({ directoryId: DIRECTORY, name: `List ${number}` });
    }
    bench.sandbox.onRequest = ({ path }) => {
      if (path.endsWith('/mailinglists')) bench.tenant.addMailingList({ directoryId: DIRECTORY, name: 'Another' });
    };
    assert.match(await messageOf(listed()), /mailing lists of the directory kept changing while they were read/);
  });

  const bad: [object, object, RegExp][] = [
    [{}, { ...byName('a'), owner: 'UR_1' }, /A mailing list has no field "owner"/],
    [{}, { ...byName('a'), name: 'x'.repeat(101) }, /"Name" takes up to 100 characters/],
    [{ lookupCriteria: 'email' }, byName('a'), /"Lookup Criteria" must be one of "mailingListId", "name"/],
  ];
  for (const [cfg, body, message] of bad) {
    it(`are not written with ${JSON.stringify({ ...cfg, ...body }).slice(0, 60)}, before any request`, async () => {
      assert.match(await messageOf(run(upsertObject, { ...cfg }, { ...body })), message);
      assert.deepEqual(bench.sandbox.requests, []);
    });
  }
});
