import assert from 'node:assert/strict';
import * as upsertObject from '../../src/actions/upsertObject.js';
import { messageOf } from '../support/step.js';
import { useUpsertStep } from '../support/upsertStep.js';

/** Longer than any test. */
const NEVER_MS = 10 ** 12;

describe('Upsert Object', () => {
  const { bench, directory, upsert, idIn, stored, withEmail, creates } = useUpsertStep();

  for (const [criterion, value] of Object.entries({ email: 'jo@example.com', phone: '+49 1', extRef: 'X-1' })) {
    it(`creates a contact that carries the value it was looked up by (${criterion}), and gives its id only`, async () => {
      const run = await upsert({ lookupCriteriaValue: value, firstName: 'Jo' }, { lookupCriteria: criterion });
      assert.deepEqual(Object.keys(run.data[0] as object), ['contactId']);
      const contact = stored(idIn(run));
      assert.equal(contact[criterion as 'email'], value);
      assert.equal(contact.firstName, 'Jo');
    });

    it(`updates the contact that is found by ${criterion}, in any case, and gives all of it`, async () => {
      const { id } = directory().create({ [criterion]: value, lastName: 'Old', firstName: 'Jo' });
      const run = await upsert(
        { lookupCriteriaValue: value.toUpperCase(), lastName: 'New' },
        { lookupCriteria: criterion },
      );
      const { contactId, firstName, lastName } = run.data[0] as Record<string, unknown>;
      assert.deepEqual({ contactId, firstName, lastName }, { contactId: id, firstName: 'Jo', lastName: 'New' });
    });
  }

  it('takes a phone number for the same as Qualtrics does, and does not create it a second time', async () => {
    bench.tenant.behaviour.loosePhones = true;
    const { id } = directory().create({ phone: '+49 (30) 123-456' });
    const run = await upsert({ lookupCriteriaValue: '4930123456', firstName: 'Jo' }, { lookupCriteria: 'phone' });
    assert.equal(idIn(run), id);
    assert.equal(creates(), 0);
  });

  it('updates the contact with a Qualtrics ID', async () => {
    const { id } = directory().create({ firstName: 'Jo' });
    const run = await upsert({ lookupCriteriaValue: id, lastName: 'New' }, { lookupCriteria: 'contactId' });
    assert.deepEqual([idIn(run), stored(id).lastName], [id, 'New']);
  });

  it('creates a contact for a Qualtrics ID that is unknown, once', async () => {
    const cfg = { lookupCriteria: 'contactId' };
    const first = await upsert({ lookupCriteriaValue: 'CID_unknown', firstName: 'Jo' }, cfg);
    const second = await upsert({ lookupCriteriaValue: 'CID_unknown', lastName: 'New' }, cfg);
    assert.equal(idIn(first), idIn(second));
    assert.equal(stored(idIn(first)).lastName, 'New');
  });

  it('always creates when there is no value to look for', async () => {
    const ids = [await upsert({ firstName: 'Jo' }), await upsert({ firstName: 'Jo', lookupCriteriaValue: '' })].map(
      idIn,
    );
    assert.equal(new Set(ids).size, 2);
  });

  it('finds a contact at once that a message without a value to look for has just created', async () => {
    bench.tenant.behaviour.indexLagMs = NEVER_MS;
    const created = await upsert({ email: 'jo@example.com' });
    const run = await upsert({ lookupCriteriaValue: 'jo@example.com', firstName: 'Jo' });
    assert.deepEqual([idIn(run), creates()], [idIn(created), 1]);
  });

  it('gives all fields of a new contact when told so, waiting until Qualtrics shows it', async () => {
    const notYet = { kind: 'status', status: 404, when: 'before' } as const;
    bench.sandbox.faults.add({ match: /^GET .*\/contacts\//, times: 2, fault: notYet });
    const run = await upsert({ lookupCriteriaValue: 'jo@example.com' }, { retrieveAfterCreation: 'on' });
    assert.equal((run.data[0] as { email: string }).email, 'jo@example.com');
    assert.equal(bench.calls().filter((call) => call.startsWith('GET ')).length, 3);
  });

  it('says which contact was created when it cannot be read back', async () => {
    bench.tenant.behaviour.readLagMs = NEVER_MS;
    const message = await messageOf(upsert({ lookupCriteriaValue: 'jo@example.com' }, { retrieveAfterCreation: true }));
    const [contact] = withEmail('jo@example.com');
    assert.match(message, new RegExp(`created with the id ${contact?.id}, but it could not be read back`));
  });

  it('says which contact was updated when it cannot be read back', async () => {
    const { id } = directory().create({ email: 'jo@example.com' });
    bench.sandbox.onRequest = ({ method }) => {
      const fault = { kind: 'status', status: 500, when: 'before' } as const;
      if (method === 'PUT') bench.sandbox.faults.add({ match: /^GET /, times: 3, fault });
    };
    const message = await messageOf(upsert({ lookupCriteriaValue: 'jo@example.com', firstName: 'Jo' }));
    assert.match(message, new RegExp(`^The contact ${id} was updated, but it could not be read back: .*500 to GET`));
    assert.equal(stored(id).firstName, 'Jo');
  });

  it('leaves alone what the message leaves out, blank or null, and keeps embedded data that is not sent', async () => {
    const { id } = directory().create({
      email: 'jo@example.com',
      firstName: 'Jo',
      phone: '1',
      language: 'EN',
      embeddedData: { level: 'mid', region: 'north' },
    });
    await upsert({
      lookupCriteriaValue: 'jo@example.com',
      firstName: '',
      lastName: null,
      phone: '  ',
      embeddedData: { level: 'high', region: '', visits: 3, vip: true, nothing: null },
    });
    const { firstName, lastName, phone, language, embeddedData } = stored(id);
    assert.deepEqual([firstName, lastName, phone, language], ['Jo', null, '1', 'EN']);
    assert.deepEqual(embeddedData, { level: 'high', region: 'north', visits: '3', vip: 'true' });
  });

  it('takes false for a value, and numbers for text', async () => {
    const { id } = directory().create({ email: 'jo@example.com', unsubscribed: true });
    await upsert({ lookupCriteriaValue: 'jo@example.com', unsubscribed: false, phone: 491, extRef: true });
    const { unsubscribed, phone, extRef } = stored(id);
    assert.deepEqual([unsubscribed, phone, extRef], [false, '491', 'true']);
  });

  it('refuses a create whose fields contradict the value it was looked up by', async () => {
    const message = await messageOf(upsert({ lookupCriteriaValue: 'a@example.com', email: 'b@example.com' }));
    assert.match(message, /"Lookup Criteria Value" is "a@example.com", but the message's "Email" is "b@example.com"/);
    assert.equal(creates(), 0);
  });

  it('lets an update change the value, and finds the contact by the new one at once', async () => {
    const { id } = directory().create({ email: 'a@example.com' });
    await upsert({ lookupCriteriaValue: 'x@example.com' });
    bench.tenant.behaviour.indexLagMs = NEVER_MS;
    await upsert({ lookupCriteriaValue: 'a@example.com', email: 'b@example.com' });
    const run = await upsert({ lookupCriteriaValue: 'b@example.com', firstName: 'Jo' });
    assert.equal(idIn(run), id);
  });

  it('names the contacts when several match, and changes none', async () => {
    const twins = [directory().create({ email: 'a@example.com' }), directory().create({ email: 'a@example.com' })];
    const message = await messageOf(upsert({ lookupCriteriaValue: 'a@example.com', firstName: 'Jo' }));
    for (const { id } of twins) {
      assert.ok(message.includes(id));
      assert.equal(stored(id).firstName, null);
    }
  });

  const bad: [Record<string, unknown>, RegExp][] = [
    [{ name: 'Jo', age: 3 }, /A contact has no field "name", "age"\. Its fields are firstName, /],
    [{ contactId: 'CID_1' }, /no field "contactId"/],
    [{ phone: { a: 1 } }, /"Phone" must be text, but it is/],
    [{ unsubscribed: 'maybe' }, /"Unsubscribed" must be true or false, but it is "maybe"/],
    [{ embeddedData: 'a' }, /"Embedded Data" must be an object of names and values, but it is "a"/],
    [{ embeddedData: [] }, /"Embedded Data" must be an object/],
    [{ embeddedData: { a: { b: 1 } } }, /"Embedded Data → a" must be text/],
    [{ embeddedData: { a: 'x'.repeat(1025) } }, /values of up to 1024 characters, but "a" has 1 and 1025/],
    [{ directory: '' }, /"Directory ID" is required/],
  ];
  for (const [body, message] of bad) {
    it(`refuses ${JSON.stringify(body).slice(0, 60)} before any request`, async () => {
      assert.match(await messageOf(upsert({ lookupCriteriaValue: 'jo@example.com', ...body })), message);
      assert.equal(bench.sandbox.requests.length, 0);
    });
  }

  it('declares all fields out only when a new contact is read back', async () => {
    const cfg = { objectType: 'contacts', directoryMatchCriteria: 'directoryId' };
    const short = await upsertObject.getMetaModel(cfg);
    const long = await upsertObject.getMetaModel({ ...cfg, retrieveAfterCreation: 'true' });
    assert.deepEqual(Object.keys(short.out.properties), ['contactId']);
    assert.ok(Object.keys(long.out.properties).includes('mailingListMembership'));
    assert.deepEqual(Object.keys(short.in?.properties ?? {}), [
      'lookupCriteriaValue',
      'directory',
      'firstName',
      'lastName',
      'email',
      'phone',
      'extRef',
      'language',
      'unsubscribed',
      'embeddedData',
      'mailingListId',
    ]);
  });
});
