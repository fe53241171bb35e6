import assert from 'node:assert/strict';
import type { Fault } from '../../local/sandbox/http/faults.js';
import { messageOf } from '../support/step.js';
import { useUpserts } from '../support/upserts.js';

const MINUTE_MS = 60_000;
const CREATE = /^POST .*\/contacts$/;
const SEARCH = /search/;
const lost = (status: number): Fault => ({ kind: 'status', status, when: 'after' });
const outage = (status: number): Fault => ({ kind: 'status', status, when: 'before' });

describe('One key, one contact', () => {
  const { bench, directory, upsertOf, having, all, creates } = useUpserts();
  const lag = (indexLagMs: number): void => void Object.assign(bench.tenant.behaviour, { indexLagMs });

  for (const status of [500, 502, 503, 504, 520]) {
    it(`looks as long as the index may lag when a create that worked is answered ${status}`, async () => {
      lag(50_000);
      bench.sandbox.faults.add({ match: CREATE, fault: lost(status) });
      const id = await upsertOf('jo@example.com', { firstName: 'Jo' });
      assert.deepEqual([all().map((contact) => contact.id), creates()], [[id], 1]);
    });

    it(`creates again after a minute when a create that did not work is answered ${status}`, async () => {
      bench.sandbox.faults.add({ match: CREATE, fault: outage(status) });
      const id = await upsertOf('jo@example.com');
      assert.deepEqual([all().map((contact) => contact.id), creates()], [[id], 2]);
    });
  }

  it('goes on looking for what it may have created while searches fail, too', async () => {
    lag(20_000);
    bench.sandbox.faults.add({ match: CREATE, fault: lost(500) });
    bench.sandbox.onRequest = ({ path }) => {
      if (CREATE.test(`POST ${path}`)) bench.sandbox.faults.add({ match: SEARCH, times: 4, fault: outage(503) });
    };
    const id = await upsertOf('jo@example.com');
    assert.deepEqual([all().map((contact) => contact.id), creates()], [[id], 1]);
  });

  it('says that the create is what nobody knows about when looking for it fails to the end', async () => {
    bench.sandbox.onRequest = ({ path }) => {
      if (CREATE.test(`POST ${path}`)) bench.sandbox.faults.add({ match: SEARCH, times: 200, fault: outage(503) });
    };
    bench.sandbox.faults.add({ match: CREATE, fault: lost(502) });
    const message = await messageOf(upsertOf('jo@example.com'));
    assert.match(message, /^Qualtrics answered 502 to POST .*\/contacts: .*It may or may not have been done/);
    assert.match(message, /Looking for the contact failed, too: Qualtrics answered 503 to POST .*\/search/);
  });

  it('keeps it in mind for the next message of the key, which looks before it creates', async () => {
    lag(40_000);
    bench.sandbox.onRequest = ({ path }) => {
      if (!CREATE.test(`POST ${path}`)) return;
      bench.sandbox.faults.add({ match: SEARCH, fault: outage(403) });
      bench.sandbox.onRequest = undefined;
    };
    bench.sandbox.faults.add({ match: CREATE, fault: lost(500) });
    assert.match(await messageOf(upsertOf('jo@example.com')), /may or may not/);
    const id = await upsertOf('JO@example.com', { lastName: 'New' });
    assert.deepEqual(
      all().map((contact) => [contact.id, contact.lastName]),
      [[id, 'New']],
    );
  });

  it('does not wait for what may exist once a minute is over', async () => {
    bench.sandbox.faults.add({ match: CREATE, times: 3, fault: outage(500) });
    assert.match(await messageOf(upsertOf('jo@example.com')), /500 to POST/);
    const before = bench.calls().length;
    await upsertOf('jo@example.com');
    assert.equal(bench.calls().length - before, 2, 'one search, one create');
  });

  it('keeps in mind what a message without a lookup value may have created', async () => {
    lag(30_000);
    bench.sandbox.faults.add({ match: CREATE, fault: lost(500) });
    assert.match(await messageOf(upsertOf(undefined, { email: 'jo@example.com' })), /may or may not/);
    await upsertOf('jo@example.com', { lastName: 'New' });
    assert.deepEqual(
      all().map(({ email, lastName }) => [email, lastName]),
      [['jo@example.com', 'New']],
    );
  });

  for (const [first, fields] of [
    ['old@example.com', { email: 'new@example.com' }],
    [undefined, { email: 'new@example.com' }],
  ] as const) {
    it(`lets "new@example.com" wait for a message of ${first ?? 'no key'} that carries it as a field`, async () => {
      directory().create({ email: 'old@example.com' });
      lag(MINUTE_MS);
      bench.sandbox.faults.add({ match: /^PUT|POST .*\/contacts$/, fault: { kind: 'latency', ms: 50 } });
      const both = [upsertOf(first, fields), upsertOf('new@example.com', { firstName: 'Jo' })];
      const ids = new Set(await Promise.all(both));
      assert.equal(ids.size, 1);
      assert.equal(having('email', 'new@example.com').length, 1);
    });
  }

  it('finds by its new key a contact whose change was answered by errors only', async () => {
    const { id } = directory().create({ email: 'old@example.com' });
    await upsertOf('old@example.com');
    lag(MINUTE_MS);
    bench.sandbox.faults.add({ match: /^PUT/, times: 3, fault: lost(500) });
    assert.match(await messageOf(upsertOf('old@example.com', { email: 'new@example.com' })), /500 to PUT/);
    assert.equal(await upsertOf('new@example.com'), id);
  });

  it('does not take a contact for another whose change was refused', async () => {
    const id = await upsertOf('old@example.com');
    bench.sandbox.faults.add({ match: /^PUT/, fault: { kind: 'status', status: 400, when: 'before' } });
    assert.match(await messageOf(upsertOf('old@example.com', { email: 'new@example.com' })), /400 to PUT/);
    assert.notEqual(await upsertOf('new@example.com'), id);
  });

  it('sees several contacts that were created under one email just now', async () => {
    lag(MINUTE_MS);
    const ids = [
      await upsertOf(undefined, { email: 'a@example.com' }),
      await upsertOf(undefined, { email: 'a@example.com' }),
    ];
    const message = await messageOf(upsertOf('a@example.com'));
    for (const id of ids) assert.ok(message.includes(id), message);
  });

  it('keeps apart ids that differ by case only', async () => {
    const byId = { criterion: 'contactId' };
    const ids = [await upsertOf('CID_unknown', {}, byId), await upsertOf('CID_UNKNOWN', {}, byId)];
    assert.equal(new Set(ids).size, 2);
  });

  it('reads two of a hundred contacts that share a value, not all', async () => {
    for (let made = 0; made < 100; made += 1) directory().create({ email: 'all@example.com' });
    assert.match(await messageOf(upsertOf('all@example.com')), /More than one contact .* and more\)/);
    assert.equal(bench.calls().length, 3);
  });

  it('finds the one that still has a value behind a hundred that have lost it', async () => {
    const gone = Array.from({ length: 100 }, () => directory().create({ email: 'a@example.com' }));
    const { id } = directory().create({ email: 'a@example.com' });
    assert.match(await messageOf(upsertOf('a@example.com')), /More than one/);
    lag(MINUTE_MS);
    for (const contact of gone) directory().update(contact.id, { email: 'b@example.com' });
    assert.equal(await upsertOf('a@example.com'), id);
  });
});
