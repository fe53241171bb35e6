import assert from 'node:assert/strict';
import type { StoredForm } from '../../local/sandbox/brand/storedForm.js';
import { aClient } from '../support/client.js';
import { useUpserts } from '../support/upserts.js';

const MINUTE_MS = 60_000;
const LONG = 'x'.repeat(300);

type Key = 'email' | 'phone' | 'extRef';

/** Two ways to send one key, and how Qualtrics may keep it. */
const SAME: readonly (readonly [key: Key, one: string, other: string, form: StoredForm | undefined])[] = [
  ['phone', '+1 555 0100', '+1-555-0100', undefined],
  ['phone', '+1 (555) 0100', '+1.555.0100', 'internationalPhones'],
  ['phone', '555 0100', '555-0100', 'internationalPhones'],
  ['email', 'Jo@Example.com', 'jo@example.com', 'lowerCaseEmails'],
  ['email', 'rene\u0301@example.com', 'ren\u00e9@example.com', 'composed'],
  ['extRef', 'C 1', 'C  1', 'singleBlanks'],
  ['extRef', 'C\u00a01', 'C 1', undefined],
  ['extRef', 'C-1\u200b', 'C-1', 'visible'],
  ['extRef', '\ufeffC-1', 'C-1', undefined],
  ['extRef', LONG, LONG, 'cut'],
];

describe('A key that Qualtrics keeps in another form', () => {
  const { bench, directory, upsertOf, all, creates, client } = useUpserts();
  const keep = (form: StoredForm | undefined): void =>
    void Object.assign(bench.tenant.behaviour, { indexLagMs: MINUTE_MS, storedForms: form ? [form] : [] });

  for (const [key, one, other, form] of SAME) {
    const shown = `${key} ${JSON.stringify(one).slice(0, 24)} and ${JSON.stringify(other).slice(0, 24)}`;

    it(`is one contact: ${shown}, stored ${form ?? 'as sent'}`, async () => {
      keep(form);
      const ids = [
        await upsertOf(one, { firstName: 'a' }, { criterion: key }),
        await upsertOf(other, { lastName: 'b' }, { criterion: key }),
        await upsertOf(one, { language: 'EN' }, { criterion: key }),
      ];
      assert.equal(new Set(ids).size, 1);
      const [{ firstName, lastName, language } = assert.fail()] = all();
      assert.deepEqual([firstName, lastName, language, creates()], ['a', 'b', 'EN', 1]);
    });

    it(`is one contact when both come at once: ${shown}, stored ${form ?? 'as sent'}`, async () => {
      keep(form);
      const both = [one, other].map((value) => upsertOf(value, {}, { criterion: key }));
      assert.equal(new Set(await Promise.all(both)).size, 1);
    });
  }

  for (const [key, one, other, form] of SAME.filter(([, , , stored]) => stored)) {
    it(`is one contact when the answer to its creation is lost: ${key} stored ${form}`, async () => {
      keep(form);
      bench.tenant.behaviour.indexLagMs = 20_000;
      bench.sandbox.faults.add({ match: /^POST .*\/contacts$/, fault: { kind: 'drop', when: 'after' } });
      const first = await upsertOf(one, { firstName: 'a' }, { criterion: key });
      assert.equal(await upsertOf(other, { lastName: 'b' }, { criterion: key }), first);
      assert.equal(await upsertOf(one, { language: 'EN' }, { criterion: key }), first);
      assert.equal(all().length, 1);
    });
  }

  it('is known under all keys of a contact whose creation was not answered', async () => {
    keep('visible');
    bench.tenant.behaviour.indexLagMs = 20_000;
    bench.sandbox.faults.add({ match: /^POST .*\/contacts$/, fault: { kind: 'drop', when: 'after' } });
    const extRef = 'C\u200b-1';
    const first = await upsertOf('555 0100', { extRef, firstName: 'a' }, { criterion: 'phone' });
    assert.equal(await upsertOf(extRef, { phone: '555 0100' }, { criterion: 'extRef' }), first);
  });

  it('is found though the clock of Qualtrics is ten minutes behind', async () => {
    keep('internationalPhones');
    bench.sandbox.faults.add({ match: /^POST .*\/contacts$/, fault: { kind: 'drop', when: 'after' } });
    const clock = client().clock;
    const ahead = { ...clock, now: () => clock.now() + 10 * MINUTE_MS };
    const phone = await upsertOf(
      '555 0100',
      {},
      { criterion: 'phone', client: aClient(bench.sandbox, { clock: ahead }) },
    );
    assert.deepEqual(
      all().map(({ id }) => id),
      [phone],
    );
  });

  it('is not that of another contact that was created in the same minute', async () => {
    keep('visible');
    await upsertOf('C-12', {}, { criterion: 'extRef' });
    await upsertOf('+49 555 0100', {}, { criterion: 'phone' });
    bench.sandbox.faults.add({
      match: /^POST .*\/contacts$/,
      times: 2,
      fault: { kind: 'status', status: 500, when: 'before' },
    });
    await Promise.all([upsertOf('C-1', {}, { criterion: 'extRef' }), upsertOf('550100', {}, { criterion: 'phone' })]);
    assert.equal(all().length, 4);
  });

  it('is no longer that of the contact once somebody else has changed it', async () => {
    keep('internationalPhones');
    const first = await upsertOf('555 0100', {}, { criterion: 'phone' });
    directory().update(first, { phone: '+15550199' });
    const second = await upsertOf('555 0100', {}, { criterion: 'phone' });
    assert.notEqual(second, first);
  });

  it('is no longer that of the contact when it was seen before it was changed', async () => {
    keep('cut');
    const first = await upsertOf(LONG, {}, { criterion: 'extRef' });
    assert.equal(await upsertOf(LONG, { firstName: 'a' }, { criterion: 'extRef' }), first);
    directory().update(first, { extRef: 'other' });
    assert.notEqual(await upsertOf(LONG, {}, { criterion: 'extRef' }), first);
  });

  it('stays the contact’s through changes of its other fields, ours and those of others', async () => {
    keep('internationalPhones');
    const first = await upsertOf('555 0100', {}, { criterion: 'phone' });
    await upsertOf('555 0100', { firstName: 'a' }, { criterion: 'phone' });
    directory().update(first, { lastName: 'b' });
    assert.equal(await upsertOf('555 0100', { firstName: 'c' }, { criterion: 'phone' }), first);
  });

  it('is known in the form it got by an update', async () => {
    const { id } = directory().create({ extRef: 'C-1' });
    keep('internationalPhones');
    await upsertOf('C-1', { phone: '555 0100' }, { criterion: 'extRef' });
    assert.equal(await upsertOf('555-0100', {}, { criterion: 'phone' }), id);
  });

  it('is not mixed up with another one', async () => {
    keep('visible');
    const values = ['C1', 'C 1', 'C-1', 'C_1', 'c1x'];
    const ids = await Promise.all(values.map((value) => upsertOf(value, {}, { criterion: 'extRef' })));
    assert.equal(new Set(ids).size, values.length);
    const phones = ['555-CALL', '555-BALL'];
    const phoneIds = await Promise.all(phones.map((value) => upsertOf(value, {}, { criterion: 'phone' })));
    assert.equal(new Set(phoneIds).size, 2);
  });
});

describe('One contact that two keys lead to', () => {
  const { bench, directory, upsertOf, whole } = useUpserts();

  it('keeps the embedded data of both messages when they come at once', async () => {
    const { id } = directory().create({ email: 'jo@example.com', phone: '111', extRef: 'C-1' });
    bench.sandbox.faults.add({ match: /^GET|^PUT/, times: 20, fault: { kind: 'latency', ms: 20 } });
    const keys = { email: 'jo@example.com', phone: '111', extRef: 'C-1', contactId: id };
    await Promise.all(
      Object.entries(keys).map(([criterion, value]) =>
        upsertOf(value, { embeddedData: { [criterion]: 'x' } }, { criterion }),
      ),
    );
    assert.deepEqual(directory().contacts.get(id)?.embeddedData, {
      email: 'x',
      phone: 'x',
      extRef: 'x',
      contactId: 'x',
    });
  });

  it('is looked for again when one message takes its key away before the other writes', async () => {
    const { id } = directory().create({ email: 'a@example.com', extRef: 'C-1' });
    let isFirst = true;
    bench.sandbox.onRequest = ({ method }) => {
      if (method !== 'GET' || !isFirst) return;
      isFirst = false;
      bench.sandbox.faults.add({ match: /^PUT/, fault: { kind: 'latency', ms: 50 } });
    };
    const [moved, created] = await Promise.all([
      upsertOf('C-1', { email: 'b@example.com' }, { criterion: 'extRef' }),
      upsertOf('a@example.com', { embeddedData: { level: 'high' } }),
    ]);
    assert.equal(moved, id);
    const holders = [...directory().contacts.values()].filter(({ embeddedData }) => embeddedData.level === 'high');
    assert.deepEqual(
      holders.map((contact) => contact.id),
      [created],
    );
    assert.equal(directory().contacts.get(id)?.email, 'b@example.com');
  });

  it('costs no more requests than before when nobody else writes', async () => {
    directory().create({ email: 'jo@example.com' });
    await whole('jo@example.com', { firstName: 'a' });
    assert.deepEqual(
      bench.calls().map((call) => call.split(' ')[0]),
      ['POST', 'GET', 'PUT', 'GET'],
    );
  });
});
