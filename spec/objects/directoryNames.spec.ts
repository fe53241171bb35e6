import assert from 'node:assert/strict';
import * as lookupObject from '../../src/actions/lookupObject.js';
import * as upsertObject from '../../src/actions/upsertObject.js';
import { useSandbox } from '../support/sandbox.js';
import { messageOf, runStep } from '../support/step.js';

const CFG = { objectType: 'contacts', lookupCriteria: 'email', directoryMatchCriteria: 'directoryName' };

describe('Directories by name', () => {
  const bench = useSandbox();
  const lists = () => bench.calls().filter((call) => call === 'GET /directories').length;
  const upsert = (directory: string, body: object = {}) =>
    runStep(upsertObject, {
      cfg: { ...bench.credential, ...CFG },
      body: { directory, lookupCriteriaValue: 'jo@example.com', ...body },
    });
  const contactsOf = (name: string) =>
    [...(bench.tenant.directories.find(({ options }) => options.name === name)?.contacts.values() ?? [])].map(
      ({ firstName }) => firstName,
    );

  for (const [stored, named] of [
    ['Clients ', 'Clients '],
    ['Clients ', 'Clients'],
    [' Clients', 'Clients '],
    ['Cl\u00a0ients', 'Cl ients'],
    ['Caf\u00e9', 'Cafe\u0301'],
    ['Cafe\u0301', 'Caf\u00e9'],
    ['Clients\u200b', 'Clients'],
  ] as const) {
    it(`are found: ${JSON.stringify(stored)} as ${JSON.stringify(named)}`, async () => {
      bench.tenant.addDirectory({ name: stored });
      await upsert(named, { firstName: 'Jo' });
      assert.deepEqual(contactsOf(stored), ['Jo']);
    });
  }

  it('are told apart by their blanks where there are several', async () => {
    for (const name of ['Clients', 'Clients ']) bench.tenant.addDirectory({ name });
    await upsert('Clients ', { firstName: 'with' });
    await upsert('Clients', { firstName: 'without' });
    assert.deepEqual([contactsOf('Clients '), contactsOf('Clients')], [['with'], ['without']]);
    assert.match(await messageOf(upsert('  Clients')), /is the name of 2 directories/);
  });

  it('are not told apart by case', async () => {
    bench.tenant.addDirectory({ name: 'Clients' });
    assert.match(await messageOf(upsert('clients')), /there is none called "clients"/);
  });

  it('are listed once for all messages that come while nobody knows them yet', async () => {
    bench.sandbox.faults.add({ match: /GET .*directories$/, fault: { kind: 'latency', ms: 50 } });
    const values = Array.from({ length: 10 }, (_, index) => `k${index}@example.com`);
    await Promise.all(values.map((lookupCriteriaValue) => upsert('Partners', { lookupCriteriaValue })));
    assert.equal(lists(), 1);
  });

  it('leave the messages of a key in their order, though the first one had to list them', async () => {
    bench.sandbox.faults.add({ match: /GET .*directories$/, fault: { kind: 'latency', ms: 100 } });
    bench.sandbox.faults.add({ match: /^POST .*\/contacts$/, fault: { kind: 'latency', ms: 20 } });
    bench.tenant.addDirectory({ name: 'Clients' });
    const names = Array.from({ length: 8 }, (_, index) => `v${index}`);
    const order: string[] = [];
    await Promise.all(
      names.map(async (firstName) => {
        await upsert('Clients', { firstName });
        order.push(firstName);
      }),
    );
    assert.deepEqual(contactsOf('Clients'), ['v7']);
    assert.deepEqual(order, names);
  });

  it('fail together while Qualtrics does, and are asked for again by the next message', async () => {
    bench.sandbox.faults.add({
      match: /GET .*directories$/,
      times: 3,
      fault: { kind: 'status', status: 500, when: 'before' },
    });
    const both = await Promise.allSettled([
      upsert('Partners', { lookupCriteriaValue: 'a@example.com' }),
      upsert('Partners', { lookupCriteriaValue: 'b@example.com' }),
    ]);
    assert.deepEqual(
      both.map(({ status }) => status),
      ['rejected', 'rejected'],
    );
    await upsert('Partners', { firstName: 'Jo' });
  });
});

describe('A directory that does not exist', () => {
  const bench = useSandbox();
  const lookup = (directory: string, cfg: object = {}) =>
    runStep(lookupObject, {
      cfg: { ...bench.credential, ...CFG, directoryMatchCriteria: 'directoryId', lookupCriteria: 'contactId', ...cfg },
      body: { directory, lookupCriteriaValue: 'CID_012345678901234' },
    });
  const directoryId = () => bench.tenant.directories[1]?.options.directoryId ?? assert.fail();

  it('is an error rather than nothing found, also where zero results are allowed', async () => {
    const message = await messageOf(lookup('POOL_mistyped', { allowZeroResults: true }));
    assert.match(message, /404 to POST \/directories\/POOL_mistyped\/contacts\/search: .*Check the directory's id/);
  });

  it('is asked for once while messages find nothing in one that exists', async () => {
    for (let times = 0; times < 3; times += 1) {
      assert.deepEqual((await lookup(directoryId(), { allowZeroResults: true })).data, [{}]);
    }
    assert.equal(bench.calls().filter((call) => call.endsWith('/search')).length, 1);
  });

  for (const status of [403, 404]) {
    it(`is not one whose contacts cannot be searched (${status})`, async () => {
      bench.sandbox.faults.add({ match: /search/, fault: { kind: 'status', status, when: 'before' } });
      assert.deepEqual((await lookup(directoryId(), { allowZeroResults: true })).data, [{}]);
    });
  }

  it('is an error where it may not be listed either', async () => {
    const refusal = { kind: 'status', status: 403, when: 'before' } as const;
    bench.sandbox.faults.add({ match: /GET .*directories$/, fault: refusal });
    assert.match(await messageOf(lookup('POOL_mistyped', { allowZeroResults: true })), /404 to POST/);
  });

  it('is an error of an upsert that is not to create', async () => {
    const cfg = { ...bench.credential, ...CFG, directoryMatchCriteria: 'directoryId', lookupCriteria: 'contactId' };
    const run = runStep(upsertObject, {
      cfg: { ...cfg, ifNotFound: 'emitEmpty' },
      body: { directory: 'POOL_mistyped', lookupCriteriaValue: 'CID_012345678901234' },
    });
    assert.match(await messageOf(run), /404 to POST/);
  });
});
