import assert from 'node:assert/strict';
import * as lookupObject from '../../src/actions/lookupObject.js';
import { contactStep } from '../support/contactStep.js';
import { useSandbox } from '../support/sandbox.js';
import { messageOf } from '../support/step.js';

describe('Lookup Object (at most one)', () => {
  const bench = useSandbox();
  const directory = () => bench.tenant.directories[0] ?? assert.fail();
  const step = contactStep(bench, lookupObject);
  const lookup = (cfg: Record<string, unknown>, body: Record<string, unknown>) => step(body, cfg);

  const values = { contactId: 'CID_000000000000001', email: 'Jo@Example.com', phone: '+49 1', extRef: 'ext 1' };
  for (const [criterion, value] of Object.entries(values)) {
    it(`finds a contact by ${criterion}, in the one shape`, async () => {
      directory().create({
        id: values.contactId,
        email: 'jo@example.com',
        phone: '+49 1',
        extRef: 'EXT 1',
        creationDate: Date.UTC(2026, 0, 1),
        lastModified: Date.UTC(2026, 0, 2, 3, 4, 5, 6),
        unsubscribed: true,
        unsubscribeDate: Date.UTC(2026, 0, 3),
        embeddedData: { level: 'mid' },
      });
      const { data } = await lookup({ lookupCriteria: criterion }, { lookupCriteriaValue: value });
      assert.equal(data.length, 1);
      const contact = data[0] as Record<string, unknown>;
      const { contactId, phone, extRef, creationDate, lastModified } = contact;
      assert.deepEqual(
        { contactId, phone, extRef, creationDate, lastModified },
        {
          contactId: values.contactId,
          phone: '+49 1',
          extRef: 'EXT 1',
          creationDate: '2026-01-01T00:00:00.000Z',
          lastModified: '2026-01-02T03:04:05.006Z',
        },
      );
      assert.deepEqual(contact.embeddedData, { level: 'mid' });
      assert.equal(contact.directoryUnsubscribed, true);
      assert.equal(contact.directoryUnsubscribeDate, '2026-01-03T00:00:00.000Z');
      assert.equal(contact.skipped, null, 'a field we do not know passes through');
    });
  }

  it('names the field and value when there is none', async () => {
    const message = await messageOf(lookup({}, { lookupCriteriaValue: 'nobody@example.com' }));
    assert.match(message, /^No contact has the "Email" "nobody@example.com"\. .*"Allow zero results"/);
  });

  for (const ticked of [true, 'true', 'on']) {
    it(`gives an empty object where zero results are allowed (${JSON.stringify(ticked)})`, async () => {
      const { data } = await lookup({ allowZeroResults: ticked }, { lookupCriteriaValue: 'nobody@example.com' });
      assert.deepEqual(data, [{}]);
    });
  }

  it('lists the ids when there are several', async () => {
    const twins = [
      directory().create({ email: 'twin@example.com' }),
      directory().create({ email: 'TWIN@example.com' }),
    ];
    const message = await messageOf(lookup({ allowZeroResults: true }, { lookupCriteriaValue: 'twin@example.com' }));
    assert.match(message, /More than one contact has the "Email" "twin@example.com"/);
    for (const { id } of twins) assert.ok(message.includes(id));
  });

  it('does not count a contact that was deleted or changed since the index saw it', async () => {
    const [gone, changed] = [
      directory().create({ email: 'a@example.com' }),
      directory().create({ email: 'a@example.com' }),
    ];
    await lookup({ allowZeroResults: true }, { lookupCriteriaValue: 'x@example.com' });
    bench.tenant.behaviour.indexLagMs = 60_000;
    directory().delete(gone.id);
    directory().update(changed.id, { email: 'b@example.com' });
    const { data } = await lookup({ allowZeroResults: true }, { lookupCriteriaValue: 'a@example.com' });
    assert.deepEqual(data, [{}]);
  });

  it('waits for a contact that search knows already, but GET does not show yet', async () => {
    const notYet = { kind: 'status', status: 404, when: 'before' } as const;
    bench.sandbox.faults.add({ match: /^GET .*\/contacts\//, times: 2, fault: notYet });
    const { id } = directory().create({ email: 'a@example.com' });
    const { data } = await lookup({}, { lookupCriteriaValue: 'a@example.com' });
    assert.equal((data[0] as { contactId: string }).contactId, id);
  });

  it('gives an empty object without any request where the criteria may be omitted', async () => {
    const { data } = await lookup({ allowCriteriaToBeOmitted: 'on' }, { lookupCriteriaValue: '' });
    assert.deepEqual(data, [{}]);
    assert.equal(bench.sandbox.requests.length, 0);
  });

  it('insists on a value otherwise', async () => {
    assert.equal(await messageOf(lookup({}, {})), '"Lookup Criteria Value" is required, but it is empty.');
    assert.equal(bench.sandbox.requests.length, 0);
  });

  it('finds a directory by its exact name, and remembers the list', async () => {
    directory().create({ email: 'jo@example.com' });
    const byName = { directoryMatchCriteria: 'directoryName', allowZeroResults: true };
    await lookup(byName, { directory: 'Customers', lookupCriteriaValue: 'jo@example.com' });
    await lookup(byName, { directory: 'Customers', lookupCriteriaValue: 'jo@example.com' });
    assert.equal(bench.calls().filter((call) => call === 'GET /directories').length, 1);
  });

  it('finds one on a later page of directories, made after the list was remembered', async () => {
    const byName = { directoryMatchCriteria: 'directoryName', allowZeroResults: true };
    await lookup(byName, { directory: 'Customers', lookupCriteriaValue: 'jo@example.com' });
    for (let number = 1; number <= 9; number += 1) bench.tenant.addDirectory({ name: `Directory ${number}` });
    const { data } = await lookup(byName, { directory: 'Directory 9', lookupCriteriaValue: 'jo@example.com' });
    assert.deepEqual(data, [{}]);
  });

  it('lists the names there are when there is no such directory', async () => {
    const byName = { directoryMatchCriteria: 'directoryName' };
    const message = await messageOf(lookup(byName, { directory: 'customers', lookupCriteriaValue: 'a' }));
    assert.match(message, /"Directory Name".*none called "customers"\. There are: "Customers", "Partners"\./);
  });

  it('lists the ids when two directories have the name', async () => {
    const twin = bench.tenant.addDirectory({ name: 'Customers' });
    const byName = { directoryMatchCriteria: 'directoryName' };
    const message = await messageOf(lookup(byName, { directory: 'Customers', lookupCriteriaValue: 'a' }));
    assert.match(message, /"Customers" is the name of 2 directories/);
    assert.ok(message.includes(twin.options.directoryId));
  });

  it('keeps an id with characters of a path in its place', async () => {
    const { data } = await lookup(
      { lookupCriteria: 'contactId', allowZeroResults: true },
      { lookupCriteriaValue: '../../whoami?x=1#y' },
    );
    assert.deepEqual(data, [{}]);
    const read = bench.sandbox.requests.find(({ method }) => method === 'GET');
    assert.match(read?.url ?? '', /contacts\/\.\.%2F\.\.%2Fwhoami%3Fx%3D1%23y$/);
  });

  it('refuses configurations that name no known thing', async () => {
    const body = { lookupCriteriaValue: 'a' };
    assert.match(
      await messageOf(lookup({ objectType: 'surveys' }, body)),
      /"Object Type" must be one of "contacts", "mailingLists", but it is "surveys"/,
    );
    assert.match(
      await messageOf(lookup({ lookupCriteria: 'age' }, body)),
      /"Lookup Criteria" must be one of .*but it is "age"/,
    );
    assert.match(
      await messageOf(lookup({ directoryMatchCriteria: '' }, body)),
      /"Directory match criteria" is required/,
    );
    assert.match(await messageOf(lookup({}, { ...body, directory: ' ' })), /"Directory ID" is required/);
    assert.equal(bench.sandbox.requests.length, 0);
  });

  it('declares what it needs by how it is configured', async () => {
    const cfg = { objectType: 'contacts', directoryMatchCriteria: 'directoryName' };
    const strict = await lookupObject.getMetaModel(cfg);
    assert.deepEqual(strict.in?.properties, {
      lookupCriteriaValue: { type: 'string', title: 'Lookup Criteria Value', required: true },
      directory: { type: 'string', title: 'Directory Name', required: true },
    });
    const lenient = await lookupObject.getMetaModel({ ...cfg, allowCriteriaToBeOmitted: true });
    assert.deepEqual(lenient.in?.properties.lookupCriteriaValue, {
      ...(strict.in?.properties.lookupCriteriaValue as object),
      required: false,
    });
  });
});
