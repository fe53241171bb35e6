import assert from 'node:assert/strict';
import type { ContactDirectory } from '../../../local/sandbox/brand/contactDirectory.js';
import { ask } from '../../support/ask.js';
import { useSandbox } from '../../support/sandbox.js';

interface Status {
  readonly percentComplete: number;
  readonly status: string;
  readonly contacts: { readonly count: Record<'added' | 'updated' | 'failed', number> };
  readonly transactions: { readonly count: { readonly created: number } };
}

interface Started {
  readonly id: string;
  readonly contacts: { readonly unprocessed: number[] };
  readonly tracking: { readonly url: string };
}

interface Report {
  readonly results: {
    readonly importReportEntries: Record<string, unknown>[];
    readonly skipToken?: string | null;
  };
  readonly skipToken?: string | null;
}

describe('Imports of the sandbox', () => {
  let waitedMs = 0;
  const bench = useSandbox({ demo: { now: () => Date.UTC(2026, 0, 1) + waitedMs } });
  const directory = () => bench.tenant.directories[0] as ContactDirectory;
  const path = (list = bench.tenant.mailingLists[0]?.mailingListId) =>
    `/directories/${directory().options.directoryId}/mailinglists/${list}/transactioncontacts`;
  const people = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ email: `new${index}@example.com`, firstName: `N${index}` }));

  async function start(body: object, at = path()) {
    const { status, result, meta } = await ask<Started>(bench, `POST ${at}`, { body });
    assert.equal(status, 202, meta.error?.errorMessage);
    return result;
  }

  async function end(job: Started, at = path()): Promise<Status> {
    for (;;) {
      const { result } = await ask<Status>(bench, `GET ${at}/${job.id}`);
      if (result.percentComplete === 100) return result;
    }
  }

  async function report(job: Started): Promise<Record<string, unknown>[]> {
    const rows: Record<string, unknown>[] = [];
    let token: string | null | undefined = '';
    while (token !== null && token !== undefined) {
      const at = `/directories/${directory().options.directoryId}/imports/api-import/jobs/${job.id}/report`;
      const query: string = token && `?skipToken=${encodeURIComponent(token)}`;
      const { results, skipToken }: Report = await ask<undefined, Report>(bench, `GET ${at}${query}`);
      rows.push(...results.importReportEntries);
      token = results.skipToken ?? skipToken;
    }
    return rows;
  }

  it('add, update and fail contacts, count them, and report on each', async () => {
    const [there] = directory().contacts.values();
    const contacts = [...people(2), { email: there?.email, lastName: 'Changed', firstName: '' }, { email: 'not one' }];
    const job = await start({ contacts });
    const { status, contacts: counted } = await end(job);
    assert.deepEqual([status, counted.count], ['complete', { added: 2, updated: 1, failed: 1 }]);
    const after = directory().contacts.get(there?.id ?? '');
    assert.deepEqual([after?.lastName, after?.firstName], ['Changed', there?.firstName]);
    assert.ok(Number(after?.lastModified) > Number(there?.lastModified));
    const rows = await report(job);
    assert.deepEqual(
      rows.map((row) => [row.sourceIndexId, row.importStatus]),
      [
        [0, 'added'],
        [1, 'added'],
        [2, 'updated'],
        [3, 'failed'],
      ],
    );
    assert.equal(rows[2]?.contactId, there?.id);
    const summary = await ask<{ invalidEmails: string[] }>(bench, `GET ${path()}/${job.id}/summary`);
    assert.deepEqual(summary.result.invalidEmails, ['not one']);
    assert.ok(job.tracking.url.endsWith(job.id));
  });

  it('take as many status checks as they are told to', async () => {
    bench.tenant.behaviour.importChecks = 3;
    const job = await start({ contacts: people(8) });
    const seen: number[] = [];
    for (let checks = 0; checks < 4; checks += 1) {
      const { result } = await ask<Status>(bench, `GET ${path()}/${job.id}`);
      seen.push(result.percentComplete);
    }
    assert.deepEqual(seen, [25, 50, 75, 100]);
  });

  it('run so many at a time, let so many wait, and refuse more', async () => {
    Object.assign(bench.tenant.behaviour, { importMs: 1000, importChecks: 0, importsAtOnce: 2, importsQueued: 1 });
    const jobs: Started[] = [];
    for (let number = 0; number < 3; number += 1) jobs.push(await start({ contacts: people(1) }));
    const refused = await ask(bench, `POST ${path()}`, { body: { contacts: people(1) } });
    assert.deepEqual([refused.status, refused.meta.error?.errorCode], [429, undefined]);
    const percents: number[][] = [];
    for (let look = 0; look < 3; look += 1) {
      const statuses = jobs.map(({ id }) => ask<Status>(bench, `GET ${path()}/${id}`));
      percents.push((await Promise.all(statuses)).map(({ result }) => result.percentComplete));
      waitedMs += 1000;
    }
    assert.deepEqual(percents, [
      [99, 99, 0],
      [100, 100, 99],
      [100, 100, 100],
    ]);
    await start({ contacts: people(1) });
  });

  it('count nothing at 100 % where the list is unknown', async () => {
    const at = path('CG_unknown');
    const { percentComplete, contacts } = await end(await start({ contacts: people(3) }, at), at);
    assert.deepEqual([percentComplete, contacts.count], [100, { added: 0, updated: 0, failed: 0 }]);
  });

  it('name the contacts whose transaction data and embedded data are mixed up', async () => {
    const contacts = [
      { email: 'a@example.com', transactionData: { order: '1' } },
      { email: 'b@example.com', transactionData: { colour: 'red' } },
      { email: 'c@example.com', embeddedData: { order: '1' } },
    ];
    const job = await start({ transactionMeta: { fields: ['order'] }, contacts });
    assert.deepEqual(job.contacts.unprocessed, [1, 2]);
    const { contacts: counted, transactions } = await end(job);
    assert.deepEqual([counted.count.added, transactions.count.created], [1, 1]);
  });

  it('report in pages, with indexes as texts and tokens elsewhere if they are told to', async () => {
    Object.assign(bench.tenant.behaviour, { reportPageSize: 4, reportIndexesAsText: true, reportTokenBeside: true });
    const job = await start({ contacts: people(10) });
    await end(job);
    const rows = await report(job);
    assert.deepEqual(
      rows.map(({ sourceIndexId }) => sourceIndexId),
      Array.from({ length: 10 }, (_, index) => String(index)),
    );
  });

  for (const [what, contacts] of [
    ['null', [{ email: null }]],
    ['null in embedded data', [{ embeddedData: { level: null } }]],
    ['unknown keys', [{ mail: 'a@example.com' }]],
    ['no list', undefined],
  ] as const) {
    it(`refuse ${what}, and import nothing`, async () => {
      const before = directory().contacts.size;
      const body = { contacts: contacts ? [...people(1), ...contacts] : undefined };
      assert.equal((await ask(bench, `POST ${path()}`, { body })).status, 400);
      assert.equal(directory().contacts.size, before);
    });
  }

  it('refuse more than 10,000 contacts, and more than 5 MB, with 413', async () => {
    const many = { contacts: Array.from({ length: 10_001 }, () => ({})) };
    assert.equal((await ask(bench, `POST ${path()}`, { body: many })).status, 413);
    const large = { contacts: Array.from({ length: 5000 }, () => ({ embeddedData: { text: 'x'.repeat(1000) } })) };
    assert.equal((await ask(bench, `POST ${path()}`, { body: large })).status, 413);
  });

  it('are not found through another directory or list', async () => {
    const job = await start({ contacts: people(1) });
    const other = `/directories/${bench.tenant.directories[1]?.options.directoryId}`;
    assert.equal((await ask(bench, `GET ${path('CG_other')}/${job.id}`)).status, 404);
    assert.equal((await ask(bench, `GET ${other}/imports/api-import/jobs/${job.id}/report`)).status, 404);
  });
});
