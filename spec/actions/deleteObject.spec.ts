import assert from 'node:assert/strict';
import * as deleteObject from '../../src/actions/deleteObject.js';
import * as upsertObject from '../../src/actions/upsertObject.js';
import { useSandbox } from '../support/sandbox.js';
import { messageOf, runStep } from '../support/step.js';

describe('Delete Object', () => {
  const bench = useSandbox();
  const customers = () =>
    bench.tenant.directories.find(({ options }) => options.directoryId === 'POOL_customers') ??
    bench.tenant.addDirectory({ name: 'Customers', directoryId: 'POOL_customers' });
  const cfgOf = (lookupCriteria: string) => ({
    ...bench.credential,
    objectType: 'contacts',
    lookupCriteria,
    directoryMatchCriteria: 'directoryId',
  });
  const bodyOf = (value: unknown) => ({ lookupCriteriaValue: value, directory: 'POOL_customers' });
  const run = (lookupCriteria: string, value: unknown, more: Record<string, unknown> = {}) =>
    runStep(deleteObject, { cfg: { ...cfgOf(lookupCriteria), ...more }, body: bodyOf(value) });
  const deletions = () => bench.calls().filter((call) => call.startsWith('DELETE')).length;

  for (const criterion of ['contactId', 'email', 'phone', 'extRef'] as const) {
    it(`deletes the contact that is found by ${criterion}, and gives its id`, async () => {
      const fields = { email: 'jo@example.com', phone: '111', extRef: 'a-1' };
      const contact = customers().create(fields);
      const other = customers().create({ email: 'other@example.com' });
      const value = criterion === 'contactId' ? contact.id : fields[criterion];
      assert.deepEqual((await run(criterion, value)).data, [{ contactId: contact.id }]);
      assert.deepEqual([...customers().contacts.keys()], [other.id]);
    });
  }

  it('never deletes a contact whose email has changed since the index saw it', async () => {
    const contact = customers().create({ email: 'old@example.com' });
    bench.tenant.behaviour.indexLagMs = 60_000;
    customers().update(contact.id, { email: 'new@example.com' });
    assert.deepEqual((await run('email', 'old@example.com')).data, [{}]);
    assert.equal(customers().contacts.size, 1);
  });

  it('deletes none when several match, and names them', async () => {
    for (const id of ['CID_1', 'CID_2']) customers().create({ id, email: 'jo@example.com' });
    assert.match(await messageOf(run('email', 'jo@example.com')), /More than one contact.*CID_1, CID_2/);
    assert.equal(deletions(), 0);
  });

  for (const fault of [
    { kind: 'drop', when: 'after' },
    { kind: 'status', status: 503, when: 'after' },
  ] as const) {
    it(`finds out about an answer that was lost (${JSON.stringify(fault)})`, async () => {
      const { id } = customers().create({ email: 'jo@example.com' });
      bench.sandbox.faults.add({ match: /^DELETE/, fault });
      assert.deepEqual((await run('email', 'jo@example.com')).data, [{ contactId: id }]);
    });
  }

  it('deletes a contact that was created a moment ago, though search does not show it yet, and lets it be created again', async () => {
    customers();
    bench.tenant.behaviour.indexLagMs = 60_000;
    const create = async () =>
      (await runStep(upsertObject, { cfg: cfgOf('email'), body: bodyOf('new@example.com') })).data[0] as {
        contactId: string;
      };
    const { contactId } = await create();
    assert.deepEqual((await run('email', 'new@example.com')).data, [{ contactId }]);
    const again = await create();
    assert.notEqual(again.contactId, contactId);
    assert.deepEqual([...customers().contacts.keys()], [again.contactId]);
  });

  // A 404 for what was created a moment ago is waited for to pass; not for what was deleted here, whichever key led to it.
  for (const criterion of ['contactId', 'phone'] as const) {
    it(`is known to an upsert by another key at once (${criterion})`, async () => {
      customers();
      const body = { ...bodyOf('new@example.com'), phone: '111' };
      const create = () => runStep(upsertObject, { cfg: cfgOf('email'), body });
      const [{ contactId }] = (await create()).data as [{ contactId: string }];
      await run(criterion, criterion === 'phone' ? '111' : contactId);
      const before = bench.calls().length;
      await create();
      assert.equal(customers().contacts.size, 1);
      assert.deepEqual(
        bench
          .calls()
          .slice(before)
          .map((call) => call.split(' ')[0]),
        ['POST', 'POST'],
      );
    });
  }

  it('takes turns with upserts of the same key: whatever comes last holds', async () => {
    const { id } = customers().create({ email: 'jo@example.com' });
    const upsert = (firstName: string) =>
      runStep(upsertObject, { cfg: cfgOf('email'), body: { ...bodyOf('jo@example.com'), firstName } });
    await Promise.all([upsert('One'), run('email', 'jo@example.com'), upsert('Two')]);
    const [contact, ...others] = [...customers().contacts.values()];
    assert.deepEqual([contact?.firstName, others.length, contact?.id === id], ['Two', 0, false]);
  });

  it('by a Qualtrics ID says that the directory does not exist, rather than that the contact does not', async () => {
    const message = await messageOf(
      runStep(deleteObject, { cfg: cfgOf('contactId'), body: { ...bodyOf('CID_1'), directory: 'POOL_mistyped' } }),
    );
    assert.match(message, /404 .*directory/i);
  });

  it('takes a contact that somebody else deletes meanwhile for deleted', async () => {
    const { id } = customers().create({ email: 'jo@example.com' });
    bench.sandbox.onRequest = ({ method }) => {
      if (method === 'DELETE' && customers().contacts.has(id)) customers().delete(id);
    };
    assert.deepEqual((await run('email', 'jo@example.com')).data, [{ contactId: id }]);
  });

  it('emits an empty object, nothing, or an error when none is found, as it is told', async () => {
    customers();
    assert.deepEqual((await run('email', 'no@example.com')).data, [{}]);
    assert.deepEqual((await run('email', 'no@example.com', { ifNotFound: 'emitNothing' })).data, []);
    assert.match(
      await messageOf(run('email', 'no@example.com', { ifNotFound: 'throwError' })),
      /^No contact has the "Email" "no@example.com", so none was deleted\.$/,
    );
  });

  it('says so when a sample is retrieved and nothing would be emitted', async () => {
    customers();
    process.env.ELASTICIO_FLOW_TYPE = 'debug';
    assert.match(await messageOf(run('contactId', 'CID_0', { ifNotFound: 'emitNothing' })), /^No object found\./);
  });

  it('insists on a value before any request', async () => {
    assert.match(await messageOf(run('email', ' ')), /"Lookup Criteria Value" is required/);
    assert.deepEqual(bench.sandbox.requests, []);
  });

  it('declares the id of what it deletes', async () => {
    const { out } = await deleteObject.getMetaModel({ ...bench.credential, objectType: 'mailingLists' });
    assert.deepEqual(Object.keys(out.properties), ['mailingListId']);
  });
});
