import assert from 'node:assert/strict';
import * as upsertObject from '../../src/actions/upsertObject.js';
import type { IfFound, IfNotFound } from '../../src/objects/upsert.js';
import { contactStep } from '../support/contactStep.js';
import { messageOf } from '../support/step.js';
import { useUpserts } from '../support/upserts.js';

const LOST = { kind: 'status', status: 500, when: 'after' } as const;
const CREATE = /^POST .*\/contacts$/;

describe('What an upsert is told to do', () => {
  const { bench, directory, upsertOf, whole, all } = useUpserts();
  const writes = () => bench.calls().filter((call) => /^(PUT|DELETE) |^POST .*\/contacts$/.test(call));
  const listId = () => {
    const { directoryId } = directory().options;
    return bench.tenant.addMailingList({ directoryId, name: 'Newsletter' }).mailingListId;
  };
  const told = (ifFound: IfFound, ifNotFound: IfNotFound = 'create') => ({ ifFound, ifNotFound });

  describe('if an object is found', () => {
    for (const ifFound of ['emitExisting', 'emitEmpty', 'throwError'] as const) {
      it(`writes nothing, no mailing list either (${ifFound})`, async () => {
        const { id } = directory().create({ email: 'jo@example.com', firstName: 'Jo' });
        const fields = { firstName: 'New', mailingListId: listId() };
        const run = whole('JO@example.com', fields, told(ifFound));
        if (ifFound === 'emitEmpty') assert.deepEqual(await run, {});
        if (ifFound === 'emitExisting') assert.equal((await run).firstName, 'Jo');
        if (ifFound === 'throwError') {
          assert.match(await messageOf(run), new RegExp(`There is a contact with the "Email" .* already \\(${id}\\)`));
        }
        assert.deepEqual(writes(), []);
      });

      it(`creates when there is none (${ifFound})`, async () => {
        const id = await upsertOf('jo@example.com', { firstName: 'Jo' }, told(ifFound));
        assert.equal(directory().contacts.get(id)?.firstName, 'Jo');
      });

      it(`knows what it has just created itself though its answer was lost (${ifFound})`, async () => {
        bench.tenant.behaviour.indexLagMs = 20_000;
        bench.sandbox.faults.add({ match: CREATE, fault: LOST });
        const fields = { firstName: 'Jo', phone: '555 0100', embeddedData: { level: 'high' } };
        bench.tenant.behaviour.storedForms = ['internationalPhones'];
        const id = await upsertOf('jo@example.com', fields, told(ifFound));
        assert.deepEqual(
          all().map((contact) => contact.id),
          [id],
        );
      });

      it(`finds what a message before has created, in spite of the lag (${ifFound})`, async () => {
        bench.tenant.behaviour.indexLagMs = 60_000;
        const [first, ...others] = await Promise.allSettled(
          ['a', 'b', 'c'].map((firstName) => whole('jo@example.com', { firstName }, told(ifFound))),
        );
        assert.equal(first?.status, 'fulfilled');
        const isRefused = ifFound === 'throwError';
        for (const { status } of others) assert.equal(status, isRefused ? 'rejected' : 'fulfilled');
        assert.deepEqual(
          all().map(({ firstName }) => firstName),
          ['a'],
        );
      });
    }

    it('does not take what somebody else has created meanwhile for its own', async () => {
      bench.sandbox.faults.add({ match: CREATE, fault: { kind: 'status', status: 500, when: 'before' } });
      bench.sandbox.onRequest = ({ path, method }) => {
        if (method !== 'POST' || !path.endsWith('/contacts')) return;
        directory().create({ email: 'jo@example.com', firstName: 'Other' });
        bench.sandbox.onRequest = undefined;
      };
      const message = await messageOf(whole('jo@example.com', { firstName: 'Jo' }, told('throwError')));
      assert.match(message, /There is a contact with the "Email" "jo@example.com" already/);
      assert.deepEqual(
        all().map(({ firstName }) => firstName),
        ['Other'],
      );
    });
  });

  describe('if no object is found', () => {
    for (const value of ['jo@example.com', undefined]) {
      const of = value ? 'with a value that nobody has' : 'without a value';

      it(`emits an empty object and writes nothing, ${of}`, async () => {
        const fields = { email: 'jo@example.com', firstName: 'Jo', mailingListId: listId() };
        assert.deepEqual(await whole(value, fields, told('update', 'emitEmpty')), {});
        assert.deepEqual([writes(), all()], [[], []]);
      });

      it(`fails and writes nothing, ${of}`, async () => {
        const message = await messageOf(whole(value, { firstName: 'Jo' }, told('update', 'throwError')));
        assert.match(
          message,
          value ? /^No contact has the "Email" "jo@example.com"/ : /^"Lookup Criteria Value" is empty/,
        );
        assert.deepEqual([writes(), all()], [[], []]);
      });
    }

    it('updates what there is', async () => {
      const { id } = directory().create({ email: 'jo@example.com' });
      await upsertOf('jo@example.com', { firstName: 'Jo' }, told('update', 'throwError'));
      assert.equal(directory().contacts.get(id)?.firstName, 'Jo');
    });

    it('updates what a message before has created, in spite of the lag', async () => {
      bench.tenant.behaviour.indexLagMs = 60_000;
      const id = await upsertOf('jo@example.com');
      assert.equal(await upsertOf('jo@example.com', { firstName: 'Jo' }, told('update', 'emitEmpty')), id);
    });

    it('waits for what may have been created before it says that there is none', async () => {
      bench.tenant.behaviour.indexLagMs = 30_000;
      bench.sandbox.faults.add({ match: CREATE, fault: LOST });
      await messageOf(whole(undefined, { email: 'jo@example.com' }));
      const [{ id } = assert.fail()] = all();
      assert.equal(await upsertOf('jo@example.com', {}, told('update', 'throwError')), id);
    });
  });

  describe('empty values', () => {
    const full = {
      email: 'jo@example.com',
      firstName: 'Jo',
      lastName: 'Doe',
      phone: '1',
      extRef: 'C-1',
      language: 'EN',
      unsubscribed: true,
      embeddedData: { level: 'high', region: 'north' },
    };
    const empty = { firstName: '', lastName: null, phone: '  ', extRef: '', language: '', unsubscribed: '' };

    it('clear texts and embedded data by name, and nothing that is not named', async () => {
      const { id } = directory().create(full);
      const fields = { ...empty, embeddedData: { Level: '', other: 'x' } };
      await upsertOf('jo@example.com', fields, { emptyValues: 'clear' });
      const { firstName, lastName, phone, extRef, language, unsubscribed, embeddedData, email } =
        directory().contacts.get(id) ?? assert.fail();
      assert.deepEqual([firstName, lastName, phone, extRef, language], ['', '', '', '', '']);
      assert.deepEqual([email, unsubscribed], ['jo@example.com', true]);
      assert.deepEqual(embeddedData, { level: '', region: 'north', other: 'x' });
    });

    for (const embeddedData of ['', null, {}, undefined]) {
      it(`leave all embedded data when none is named (${JSON.stringify(embeddedData)})`, async () => {
        const { id } = directory().create(full);
        await upsertOf('jo@example.com', { firstName: '', embeddedData }, { emptyValues: 'clear' });
        assert.deepEqual(directory().contacts.get(id)?.embeddedData, full.embeddedData);
      });
    }

    it('clear even the field it was found by, when told so', async () => {
      const { id } = directory().create(full);
      await upsertOf('jo@example.com', { email: '' }, { emptyValues: 'clear' });
      assert.equal(directory().contacts.get(id)?.email, '');
      assert.notEqual(await upsertOf('jo@example.com'), id);
    });

    it('are not sent with a new contact', async () => {
      const fields = { ...empty, email: '', embeddedData: { level: '' } };
      await upsertOf('jo@example.com', fields, { emptyValues: 'clear' });
      const sent = bench.sandbox.requests.find(({ method, path }) => method === 'POST' && path.endsWith('/contacts'));
      assert.deepEqual(sent?.body, { email: 'jo@example.com' });
    });

    it('leave everything as it is unless told otherwise', async () => {
      directory().create(full);
      const fields = { ...empty, embeddedData: { level: '', region: null } };
      await whole('jo@example.com', fields);
      assert.deepEqual(writes(), []);
    });
  });

  describe('in the configuration', () => {
    const upsert = contactStep(bench, upsertObject, () => directory().options.directoryId);
    const run = (cfg: Record<string, unknown>) =>
      upsert({ lookupCriteriaValue: 'jo@example.com', firstName: 'Jo', lastName: '' }, cfg);

    it('is read from its fields', async () => {
      directory().create({ email: 'jo@example.com', lastName: 'Doe' });
      assert.deepEqual((await run({ ifFound: 'emitEmpty' })).data, [{}]);
      await run({ emptyValues: 'clear' });
      assert.deepEqual(
        all().map(({ firstName, lastName }) => [firstName, lastName]),
        [['Jo', '']],
      );
    });

    for (const [field, label] of [
      ['ifFound', 'If an object is found'],
      ['ifNotFound', 'If no object is found'],
      ['emptyValues', 'Empty values'],
    ] as const) {
      it(`is refused when "${label}" is none of its choices`, async () => {
        assert.match(
          await messageOf(run({ [field]: 'maybe' })),
          new RegExp(`^"${label}" must be one of .*"maybe"\\.$`),
        );
        assert.deepEqual(bench.sandbox.requests, []);
      });
    }

    it('declares a whole contact out where an existing one may be emitted', async () => {
      const { out } = await upsertObject.getMetaModel({ objectType: 'contacts', ifFound: 'emitExisting' });
      assert.ok(Object.keys(out.properties).includes('mailingListMembership'));
    });
  });
});
