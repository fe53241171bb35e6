import assert from 'node:assert/strict';
import { outputOf, useImports, wideContacts } from '../support/imports.js';
import { messageOf } from '../support/step.js';

describe('An import that cannot go on', () => {
  const { bench, members, importList, jobs, storage } = useImports();
  const start = /^POST .*transactioncontacts/;
  const threeJobs = () => importList(wideContacts(250));
  const sizes = (): number[] => jobs().map(({ contacts }) => contacts.length);
  /** Lets the second job's start fail. */
  const failSecond = (fault: Parameters<typeof bench.sandbox.faults.add>[0]['fault']): void => {
    let starts = 0;
    bench.sandbox.onRequest = ({ method, path }) => {
      if (method !== 'POST' || !path.endsWith('/transactioncontacts')) return;
      starts += 1;
      if (starts === 2) bench.sandbox.faults.add({ match: start, fault });
    };
  };

  for (const fault of [
    { kind: 'drop', when: 'after' },
    { kind: 'status', status: 504, when: 'after' },
  ] as const) {
    it(`never starts a job twice after ${JSON.stringify(fault)}, and says which rows are done`, async () => {
      failSecond(fault);
      const message = await messageOf(threeJobs());
      const [first = 0, second = 0, ...others] = sizes();
      assert.deepEqual(others, []);
      const [unknown, done] = [`Rows ${first + 1} to ${first + second}`, `Rows 1 to ${first}`];
      assert.ok(message.includes(`${unknown} may or may not be imported, and none after. ${done} are done.`), message);
      assert.match(message, /The report on what is done is at \S+\/objects\/\S+\.$/);
      assert.ok(first + second < 250);
      assert.equal(members(), first + second);
    });
  }

  it('says so also when it is the first job', async () => {
    bench.sandbox.faults.add({ match: start, fault: { kind: 'drop', when: 'after' } });
    const message = await messageOf(importList([{ email: 'a@example.com' }]));
    assert.match(message, /Row 1 may or may not be imported, and none after\.$/);
  });

  it('starts a job again that Qualtrics cannot have taken', async () => {
    bench.sandbox.faults.add({
      match: start,
      fault: { kind: 'status', status: 429, when: 'before', retryAfter: '1' },
    });
    assert.equal(outputOf(await importList([{ email: 'a@example.com' }])).added, 1);
    assert.equal(members(), 1);
  });

  it('does not say that a job was not done which Qualtrics has lost sight of', async () => {
    const status = { kind: 'status', status: 404, when: 'before' } as const;
    bench.sandbox.faults.add({ match: /^GET .*transactioncontacts/, fault: status });
    const message = await messageOf(importList([{ email: 'a@example.com' }, { email: 'b@example.com' }]));
    assert.match(message, /404 .*Rows 1 to 2 may or may not be imported, and none after\.$/);
  });

  it('says where to go on after a refusal', async () => {
    failSecond({ kind: 'status', status: 400, when: 'before' });
    const message = await messageOf(threeJobs());
    const [first = 0] = sizes();
    const done = `Rows 1 to ${first} are done: go on from row ${first + 1}. The report`;
    assert.ok(/400 /.test(message) && message.includes(done), message);
  });

  it('says that the list may be the wrong one when Qualtrics takes nothing', async () => {
    bench.tenant.mailingLists.length = 0;
    const message = await messageOf(importList([{ email: 'a@example.com' }, { email: 'b@example.com' }]));
    assert.equal(
      message,
      'Qualtrics ended the import of rows 1 to 2, but took nothing of it: check "Directory" and "Mailing List".',
    );
  });

  it('is not misled by looks that fail for a passing reason', async () => {
    const status = { kind: 'status', status: 502, when: 'before' } as const;
    bench.sandbox.faults.add({ match: /^GET .*transactioncontacts/, times: 4, fault: status });
    assert.equal(outputOf(await importList([{ email: 'a@example.com' }])).added, 1);
  });

  it('says what it did when the report cannot be stored', async () => {
    storage().refusal = { status: 403, body: {} };
    const message = await messageOf(importList([{ email: 'a@example.com' }]));
    storage().refusal = undefined;
    assert.match(
      message,
      /^The import is done \(1 added, 0 updated, 0 failed\), but there is no report on it\. The file /,
    );
  });

  it('says that there is no storage for the report, before anything is imported', async () => {
    delete process.env.ELASTICIO_OBJECT_STORAGE_URI;
    assert.match(await messageOf(importList([{ email: 'a@example.com' }])), /^This step has no object storage/);
    assert.equal(bench.sandbox.requests.length, 0);
  });
});
