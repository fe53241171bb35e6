import assert from 'node:assert/strict';
import { messageOf } from '../support/step.js';
import { useUpserts } from '../support/upserts.js';

const INTO_LIST = /^POST .*\/mailinglists\/[^/]+\/contacts$/;

describe('A contact’s mailing list', () => {
  const { bench, directory, upsertOf, whole, all } = useUpserts();
  let mailingListId: string;
  beforeEach(() => {
    const { directoryId } = directory().options;
    mailingListId = bench.tenant.addMailingList({ directoryId, name: 'Newsletter' }).mailingListId;
  });
  const members = () =>
    directory()
      .membersOf(mailingListId)
      .map(({ id }) => id);
  const deduplicateBy = (...fields: string[]): void => {
    directory().deduplicationCriteria = Object.fromEntries(fields.map((field) => [field, true]));
  };
  const written = () => bench.calls().filter((call) => /^PUT |^POST .*\/contacts$/.test(call));
  const existing = (fields: object = {}) =>
    directory().create({ email: 'jo@example.com', firstName: 'Jo', embeddedData: { level: 'low' }, ...fields });

  for (const fields of [[], ['email'], ['phone']]) {
    it(`gets a new contact with one request, where the directory deduplicates by ${fields.join() || 'nothing'}`, async () => {
      deduplicateBy(...fields);
      const id = await upsertOf('jo@example.com', { firstName: 'Jo', mailingListId });
      assert.deepEqual([members(), all().length], [[id], 1]);
      assert.equal(written().length, 1);
      assert.match(written()[0] ?? '', INTO_LIST);
      assert.equal(directory().contacts.get(id)?.firstName, 'Jo');
    });
  }

  it('gets a contact that exists, which is updated as well and keeps what is not sent', async () => {
    const { id } = existing();
    deduplicateBy('email');
    const contact = await whole('jo@example.com', {
      lastName: 'Doe',
      embeddedData: { region: 'north' },
      mailingListId,
    });
    assert.deepEqual([members(), all().length, contact.contactId], [[id], 1, id]);
    assert.deepEqual(contact.embeddedData, { level: 'low', region: 'north' });
    assert.ok(Object.hasOwn(contact.mailingListMembership as object, mailingListId));
  });

  it('gets a contact that is found by one field and deduplicated by others', async () => {
    const { id } = existing({ extRef: 'C-1', phone: '111' });
    deduplicateBy('externalDataReference', 'phone');
    await upsertOf('jo@example.com', { mailingListId });
    assert.deepEqual([members(), all().length], [[id], 1]);
  });

  it('gets a contact by the fields it has, not by those it is about to get', async () => {
    const { id } = existing({ extRef: 'C-1' });
    deduplicateBy('email');
    await upsertOf('C-1', { email: 'new@example.com', mailingListId }, { criterion: 'extRef' });
    assert.deepEqual([members(), all().length], [[id], 1]);
    assert.equal(directory().contacts.get(id)?.email, 'new@example.com');
  });

  it('is left alone when the contact is in it already, whatever the directory deduplicates by', async () => {
    deduplicateBy();
    const id = await upsertOf('jo@example.com', { mailingListId });
    await upsertOf('jo@example.com', { firstName: 'Jo', mailingListId });
    await upsertOf('jo@example.com', { mailingListId });
    assert.deepEqual([members(), all().length], [[id], 1]);
    assert.equal(written().length, 2, 'one create, one update');
  });

  it('does not get a contact twice when two messages come at once', async () => {
    deduplicateBy();
    bench.tenant.behaviour.indexLagMs = 60_000;
    const both = ['jo@example.com', 'JO@example.com'].map((value) => upsertOf(value, { mailingListId }));
    const ids = new Set(await Promise.all(both));
    assert.deepEqual([members(), all().length], [[...ids], 1]);
  });

  it('may be one of several', async () => {
    const { directoryId } = directory().options;
    const other = bench.tenant.addMailingList({ directoryId, name: 'Other' }).mailingListId;
    const id = await upsertOf('jo@example.com', { mailingListId });
    await upsertOf('jo@example.com', { mailingListId: other });
    assert.deepEqual([...(directory().contacts.get(id)?.mailingLists.keys() ?? [])], [mailingListId, other]);
  });

  const refusals: [fields: string[], RegExp][] = [
    [[], /cannot be added to the mailing list .* let the directory deduplicate, .* such as "Email", "First Name"\.$/],
    [['phone'], /its directory deduplicates by "Phone", and it has no "Phone"\./],
    [['email', 'externalDataReference'], /deduplicates by "Email", "External Data Reference", and it has no "External/],
  ];
  for (const [fields, message] of refusals) {
    it(`is refused, and nothing is written, where the directory deduplicates by ${fields.join() || 'nothing'}`, async () => {
      existing();
      deduplicateBy(...fields);
      assert.match(await messageOf(upsertOf('jo@example.com', { lastName: 'Doe', mailingListId })), message);
      assert.deepEqual([written(), members(), all().length], [[], [], 1]);
    });
  }

  it('heeds a setting that was changed a moment ago', async () => {
    deduplicateBy('email');
    existing();
    existing({ email: 'other@example.com' });
    await upsertOf('jo@example.com', { mailingListId });
    deduplicateBy();
    assert.match(await messageOf(upsertOf('other@example.com', { mailingListId })), /let the directory deduplicate/);
    assert.equal(all().length, 2);
  });

  it('is refused where the settings may not be read', async () => {
    existing();
    bench.sandbox.faults.add({ match: /directories$/, fault: { kind: 'status', status: 403, when: 'before' } });
    assert.match(await messageOf(upsertOf('jo@example.com', { mailingListId })), /needs read:directories/);
    assert.deepEqual(written(), []);
  });

  it('names both contacts when another one was added', async () => {
    const first = existing();
    const { id } = existing({ extRef: 'C-2' });
    deduplicateBy('email');
    const message = await messageOf(upsertOf('C-2', { firstName: 'New', mailingListId }, { criterion: 'extRef' }));
    assert.match(message, new RegExp(`put the contact ${id} into .* another one, ${first.id}, by "Email"`));
    assert.equal(directory().contacts.get(id)?.firstName, 'Jo');
  });

  it('that does not exist is an error, and nothing is written', async () => {
    existing();
    deduplicateBy('email');
    const fields = { firstName: 'New', mailingListId: 'CG_unknown' };
    assert.match(await messageOf(upsertOf('jo@example.com', fields)), /404 to POST .*CG_unknown/);
    assert.match(await messageOf(upsertOf('new@example.com', fields)), /404 to POST .*CG_unknown/);
    assert.deepEqual(
      all().map(({ firstName }) => firstName),
      ['Jo'],
    );
  });

  for (const by of ['email', 'nothing']) {
    it(`gets one contact when the answer to its creation is lost (deduplicating by ${by})`, async () => {
      deduplicateBy(...(by === 'email' ? ['email'] : []));
      bench.tenant.behaviour.indexLagMs = 20_000;
      bench.sandbox.faults.add({ match: INTO_LIST, fault: { kind: 'drop', when: 'after' } });
      const id = await upsertOf('jo@example.com', { mailingListId });
      assert.deepEqual([members(), all().length], [[id], 1]);
    });
  }

  it('gets a contact once when the answer to its addition is lost', async () => {
    const { id } = existing();
    deduplicateBy('email');
    bench.sandbox.faults.add({ match: INTO_LIST, fault: { kind: 'status', status: 502, when: 'after' } });
    await upsertOf('jo@example.com', { mailingListId });
    assert.deepEqual([members(), all().length], [[id], 1]);
  });

  it('says that the contact was added when only its update failed', async () => {
    existing();
    deduplicateBy('email');
    bench.sandbox.faults.add({ match: /^PUT/, fault: { kind: 'status', status: 400, when: 'before' } });
    const message = await messageOf(upsertOf('jo@example.com', { firstName: 'New', mailingListId }));
    assert.match(message, /was added to the mailing list .*, but not updated: .*400 to PUT/);
  });

  for (const listUnsubscribesFrom of ['list', 'directory'] as const) {
    it(`does not keep an opt-out of a new contact to itself (a list's is the ${listUnsubscribesFrom}'s)`, async () => {
      bench.tenant.behaviour.listUnsubscribesFrom = listUnsubscribesFrom;
      const id = await upsertOf('jo@example.com', { unsubscribed: true, mailingListId });
      const contact = directory().contacts.get(id);
      assert.deepEqual([contact?.unsubscribed, contact?.mailingLists.get(mailingListId)?.unsubscribed], [true, false]);
      await upsertOf('jo@example.com', { unsubscribed: false, mailingListId });
      assert.equal(directory().contacts.get(id)?.unsubscribed, false);
    });
  }

  it('does not keep an opt-out when the answer to the creation is lost', async () => {
    bench.sandbox.faults.add({ match: INTO_LIST, fault: { kind: 'drop', when: 'after' } });
    const id = await upsertOf('jo@example.com', { unsubscribed: true, mailingListId }, { ifFound: 'throwError' });
    assert.equal(directory().contacts.get(id)?.unsubscribed, true);
  });

  it('waits for a new contact to be shown before it is unsubscribed', async () => {
    bench.tenant.behaviour.readLagMs = 5000;
    const id = await upsertOf('jo@example.com', { unsubscribed: true, mailingListId });
    assert.equal(directory().contacts.get(id)?.unsubscribed, true);
  });

  it('is nothing when it comes empty', async () => {
    const id = await upsertOf('jo@example.com', { mailingListId: ' ' });
    assert.equal(directory().contacts.get(id)?.mailingLists.size, 0);
  });
});
