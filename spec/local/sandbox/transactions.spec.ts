import assert from 'node:assert/strict';
import type { ContactDirectory } from '../../../local/sandbox/brand/contactDirectory.js';
import { ask } from '../../support/ask.js';
import { useSandbox } from '../../support/sandbox.js';

interface Created {
  readonly createdTransactions: Readonly<Record<string, { readonly id: string }>>;
  readonly unprocessedTransactions: Readonly<Record<string, { readonly errorMessage: string }>>;
}

interface Listed {
  readonly elements: readonly Record<string, unknown>[];
}

describe('Transactions of the sandbox', () => {
  const bench = useSandbox();
  const directory = () => bench.tenant.directories[0] as ContactDirectory;
  const path = () => `/directories/${directory().options.directoryId}`;
  const listId = () => bench.tenant.mailingLists[0]?.mailingListId ?? '';
  const member = () => directory().membersOf(listId())[0]?.id ?? '';
  const transaction = (more: object = {}) => ({
    contactId: member(),
    mailingListId: listId(),
    transactionDate: '2024-03-01 23:18:12',
    data: { order: '17', sum: 9.5, paid: true },
    ...more,
  });

  it('are created by keys of the caller’s own, which come back', async () => {
    const stranger = [...directory().contacts.values()].find(({ mailingLists }) => !mailingLists.has(listId()));
    const body = { first: transaction(), second: transaction({ contactId: stranger?.id }) };
    const { result } = await ask<Created>(bench, `POST ${path()}/transactions`, { body });
    assert.match(result.createdTransactions.first?.id ?? '', /^CTR_/);
    assert.deepEqual(Object.keys(result.unprocessedTransactions), ['second']);
    const listed = await ask<Listed>(bench, `GET ${path()}/contacts/${member()}/transactions?withData=true`);
    assert.deepEqual(listed.result.elements, [
      { transactionId: result.createdTransactions.first?.id, ...transaction() },
    ]);
  });

  it('are put into batches, and are gone from them when they are deleted', async () => {
    const { result } = await ask<Created>(bench, `POST ${path()}/transactions`, { body: { t: transaction() } });
    const id = result.createdTransactions.t?.id;
    const batch = await ask<{ id: string }>(bench, `POST ${path()}/transactionbatches`, {
      body: { transactionIds: [id] },
    });
    const inBatch = `${path()}/transactionbatches/${batch.result.id}/transactions`;
    assert.equal((await ask<Listed>(bench, `GET ${inBatch}`)).result.elements[0]?.transactionId, id);
    await ask(bench, `DELETE ${path()}/transactions/${id}`);
    assert.equal((await ask(bench, `GET ${path()}/transactions/${id}`)).status, 404);
    assert.equal((await ask<Listed>(bench, `GET ${inBatch}`)).result.elements.length, 0);
    await ask(bench, `DELETE ${path()}/transactionbatches/${batch.result.id}`);
    assert.equal((await ask<Listed>(bench, `GET ${path()}/transactionbatches`)).result.elements.length, 0);
  });

  it('are refused as a list, without a contact, and on days that do not exist', async () => {
    for (const body of [
      [transaction()],
      { t: { mailingListId: listId() } },
      { t: transaction({ transactionDate: '2024-02-30' }) },
    ]) {
      assert.equal((await ask(bench, `POST ${path()}/transactions`, { body })).status, 400);
    }
  });
});
