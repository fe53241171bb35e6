import assert from 'node:assert/strict';
import * as importContacts from '../../src/actions/importContacts.js';
import { csvOf, outputOf, useImports, wideContacts } from '../support/imports.js';
import { messageOf } from '../support/step.js';

describe('Import Contacts', () => {
  const { bench, directory, members, importList, importFile, run, report, jobs } = useImports();

  it('puts contacts into the list, and tells what became of each', async () => {
    const done = await importList([
      { email: 'one@example.com', firstName: 'One', embeddedData: { level: 'gold' } },
      { extRef: 'two' },
    ]);
    const { attachmentUrl, fileName, ...counts } = outputOf(done);
    assert.deepEqual(counts, { total: 2, added: 2, updated: 0, failed: 0, failures: [] });
    assert.equal(members(), 2);
    const [first, second] = report(done);
    assert.deepEqual([first?.row, second?.row], [1, 2]);
    const contact = directory().contacts.get(first?.contactId ?? '');
    assert.deepEqual([contact?.email, contact?.embeddedData], ['one@example.com', { level: 'gold' }]);
    assert.equal(directory().contacts.get(second?.contactId ?? '')?.extRef, 'two');
    assert.deepEqual(Object.keys(done.messages[0]?.attachments ?? {}), [fileName]);
    assert.match(attachmentUrl, /\/objects\//);
  });

  it('updates contacts that the directory takes for the same', async () => {
    directory().deduplicationCriteria = { email: true };
    directory().create({ email: 'one@example.com', lastName: 'Stays' });
    const done = await importList([{ email: 'one@example.com', firstName: 'One', lastName: '' }]);
    assert.deepEqual([outputOf(done).added, outputOf(done).updated], [0, 1]);
    const contact = directory().contacts.get(report(done)[0]?.contactId ?? '');
    assert.deepEqual([contact?.firstName, contact?.lastName], ['One', 'Stays']);
  });

  it('imports nothing, and says so, when the list is empty', async () => {
    const done = await importList([]);
    assert.deepEqual([outputOf(done).total, report(done), jobs().length], [0, [], 0]);
  });

  it('goes in jobs of 10,000 contacts, one after the other', async () => {
    bench.tenant.behaviour.importChecks = 2;
    const done = await importFile(() => csvOf(20_001));
    assert.deepEqual(outputOf(done).added, 20_001);
    assert.deepEqual(
      jobs().map(({ contacts }) => contacts.length),
      [10_000, 10_000, 1],
    );
    const looks = bench.calls().filter((call) => /transactioncontacts/.test(call));
    const perJob = looks
      .join('\n')
      .split(/^POST .*$/m)
      .slice(1);
    for (const job of perJob) assert.equal(job.trim().split('\n').length, 3, 'it is complete before the next begins');
    const rows = report(done).map(({ row }) => row);
    assert.deepEqual(
      rows,
      Array.from({ length: 20_001 }, (_, index) => index + 1),
    );
  });

  it('goes in jobs of 5,000,000 bytes, in whatever script', async () => {
    await importList(wideContacts(250));
    const lengths = bench.sandbox.requests
      .filter(({ method, path }) => method === 'POST' && path.endsWith('/transactioncontacts'))
      .map(({ headers }) => Number(headers['content-length']));
    assert.equal(lengths.length, 3);
    for (const length of lengths.slice(0, 2)) assert.ok(length <= 5_000_000 && length > 4_900_000, `${length} bytes`);
    assert.equal(members(), 250);
  });

  it('does not begin a second import into a list while another message’s is under way', async () => {
    bench.tenant.behaviour.importChecks = 3;
    await Promise.all([importList([{ email: 'a@example.com' }]), importList([{ email: 'b@example.com' }])]);
    const starts = bench.calls().flatMap((call, at) => (/^POST .*transactioncontacts/.test(call) ? [at] : []));
    const last = bench
      .calls()
      .findLastIndex((call, at) => /^GET .*transactioncontacts/.test(call) && at < (starts[1] ?? 0));
    assert.equal(
      bench
        .calls()
        .slice(starts[0], last + 1)
        .filter((call) => /^GET .*transactioncontacts/.test(call)).length,
      4,
    );
  });

  describe('reads the report of Qualtrics', () => {
    beforeEach(() => {
      bench.tenant.behaviour.reportPageSize = 2;
    });
    const five = Array.from({ length: 5 }, (_, at) => ({ extRef: `ref-${at}` }));
    const imported = async (): Promise<void> => {
      const done = await importList(five);
      const ids = report(done).map(({ contactId }) => directory().contacts.get(contactId ?? '')?.extRef);
      assert.deepEqual(
        ids,
        five.map(({ extRef }) => extRef),
      );
    };

    it('page after page', imported);

    it('with numbers as texts and the token beside the results', async () => {
      Object.assign(bench.tenant.behaviour, { reportIndexesAsText: true, reportTokenBeside: true });
      await imported();
    });

    it('and is content when it cannot be read: the contacts were imported all the same', async () => {
      const status = { kind: 'status', status: 403, when: 'before' } as const;
      bench.sandbox.faults.add({ match: /\/report/, times: 9, fault: status });
      const done = await importList(five);
      assert.equal(outputOf(done).added, 5);
      assert.deepEqual(new Set(report(done).map(({ status: said }) => said)), new Set(['notReported']));
      assert.ok(done.logs.some((line) => /^The report of import \S+ could not be read\./.test(line)));
    });
  });

  it('says while it goes on how far it is', async () => {
    bench.tenant.behaviour.importChecks = 3;
    const { logs } = await importList([{ email: 'a@example.com' }, { email: 'b@example.com' }]);
    const lines = logs.filter((line) => line.startsWith('Importing contacts: '));
    assert.equal(lines[0], 'Importing contacts: 0 of 2 rows are done; rows 1 to 2 under way, 25 percent.');
    assert.equal(lines.at(-1), 'Importing contacts: 2 of 2 rows are done.');
  });

  const wrong: [string, Parameters<typeof run>[0], RegExp][] = [
    ['nothing', {}, /^There is nothing to import: map "Contacts" or "Attachment URL", or attach a file/],
    [
      'something else than a list',
      { body: { contacts: 'all' } },
      /^"Contacts" must be a list of contacts, but it is "all"/,
    ],
    [
      'contacts and a file',
      { body: { contacts: [{}], attachmentUrl: 'https://example.com/a.csv' } },
      /^"Contacts" and "Attachment URL" cannot both be imported/,
    ],
    [
      'an address that is none',
      { body: { attachmentUrl: 'a.csv' } },
      /^"Attachment URL" must be an address like "https:/,
    ],
    ['another kind of address', { body: { attachmentUrl: 'file:///a.csv' } }, /^"Attachment URL" must be an address/],
    [
      'several files',
      { attachments: { 'a.csv': { url: 'https://example.com/a' }, 'b.csv': { url: 'https://example.com/b' } } },
      /^The message has several files \("a.csv", "b.csv"\): map the address of the one to import to "Attachment URL"/,
    ],
  ];
  for (const [what, input, message] of wrong) {
    it(`refuses a message with ${what}, before any request`, async () => {
      assert.match(await messageOf(run(input)), message);
      assert.equal(bench.sandbox.requests.length, 0);
    });
  }

  it('offers the lists of the directory that was chosen, by name', async () => {
    const { directoryId } = directory().options;
    bench.tenant.addMailingList({ directoryId, name: 'Imported' });
    const lists = await importContacts.getMailingLists.call(undefined, { ...bench.credential, directoryId });
    const names = Object.values(lists).filter((name) => name.startsWith('Imported'));
    assert.equal(names.length, 2);
    for (const name of names) assert.match(name, /^Imported \(CG_\w+\)$/);
    const nowhere = importContacts.getMailingLists.call(undefined, bench.credential);
    assert.equal(await messageOf(nowhere), '"Directory" is required, but it is empty.');
    const directories = await importContacts.getDirectories.call(undefined, bench.credential);
    assert.ok(Object.keys(directories).includes(directoryId));
  });
});
