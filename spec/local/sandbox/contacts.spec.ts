import assert from 'node:assert/strict';
import type { ContactDirectory } from '../../../local/sandbox/brand/contactDirectory.js';
import { ask } from '../../support/ask.js';
import { useSandbox } from '../../support/sandbox.js';

interface Listed {
  readonly elements: readonly (Record<string, unknown> & { readonly contactId: string })[];
  readonly nextPage: string | null;
}

describe('Contacts of a directory of the sandbox', () => {
  const bench = useSandbox();
  const directory = () => bench.tenant.directories[0] as ContactDirectory;
  const contacts = () => `/directories/${directory().options.directoryId}/contacts`;

  async function create(body: object): Promise<string> {
    return (await ask<{ id: string }>(bench, `POST ${contacts()}`, { body })).result.id;
  }

  const read = async (id: string) => (await ask(bench, `GET ${contacts()}/${id}`)).result;

  it('are created, read, changed and deleted, and counted by their directory', async () => {
    const count = async () => {
      type Directories = { elements: { contactCount: number; deduplicationCriteria: object }[] };
      return (await ask<Directories>(bench, 'GET /directories')).result.elements[0]?.contactCount;
    };
    const before = await count();
    const id = await create({ email: 'new@example.com', embeddedData: { visits: 3, vip: true } });
    assert.equal(await count(), Number(before) + 1);
    assert.deepEqual((await read(id)).embeddedData, { visits: '3', vip: 'true' });
    await ask(bench, `PUT ${contacts()}/${id}`, { body: { firstName: 'New' } });
    const changed = await read(id);
    assert.deepEqual(
      [changed.firstName, changed.email, changed.emailDomain],
      ['New', 'new@example.com', 'example.com'],
    );
    assert.ok(Number(changed.lastModified) >= Number(changed.creationDate));
    assert.equal((await ask(bench, `DELETE ${contacts()}/${id}`)).status, 200);
    assert.equal((await ask(bench, `DELETE ${contacts()}/${id}`)).status, 404);
    assert.equal(await count(), before);
  });

  it('are never merged by plain creating, unless the brand is told to', async () => {
    const [there] = directory().contacts.values();
    assert.notEqual(await create({ email: there?.email }), there?.id);
    bench.tenant.behaviour.mergesOnCreate = true;
    assert.equal(await create({ email: there?.email }), there?.id);
  });

  for (const [behaviour, expected] of [
    ['replace', { b: '2' }],
    ['merge', { a: '1', b: '2' }],
  ] as const) {
    it(`${behaviour} embedded data on update when they are told to`, async () => {
      bench.tenant.behaviour.embeddedDataOnUpdate = behaviour;
      const id = await create({ embeddedData: { a: 1 } });
      await ask(bench, `PUT ${contacts()}/${id}`, { body: { embeddedData: { b: 2 } } });
      assert.deepEqual((await read(id)).embeddedData, expected);
    });
  }

  it('are listed page by page in either scheme, each once', async () => {
    for (const scheme of ['', '&useNewPaginationScheme=true']) {
      const ids = new Set<string>();
      let next: string | undefined = `${contacts()}?pageSize=77${scheme}`;
      while (next) {
        const { result }: { result: Listed } = await ask<Listed>(bench, `GET ${next}`);
        for (const { contactId } of result.elements) ids.add(contactId);
        next = result.nextPage?.split('/API/v3')[1];
      }
      assert.equal(ids.size, directory().contacts.size);
    }
  });

  it('are listed when they opted out, all or since a moment', async () => {
    const id = await create({ email: 'out@example.com', unsubscribed: true });
    const all = await ask<Listed>(bench, `GET ${contacts()}/optedOutContacts`);
    const unsubscribed = [...directory().contacts.values()].filter((contact) => contact.unsubscribed);
    assert.equal(all.result.elements.length, unsubscribed.length);
    const since = new Date(bench.tenant.now() - 60_000).toISOString();
    const late = await ask<Listed>(bench, `GET ${contacts()}/optedOutContacts?since=${since}`);
    assert.deepEqual(
      late.result.elements.map(({ contactId }) => contactId),
      [id],
    );
    assert.equal((await ask(bench, `GET ${contacts()}/optedOutContacts?since=2030-99-99`)).status, 400);
  });

  it('are not found through another directory', async () => {
    const other = `/directories/${bench.tenant.directories[1]?.options.directoryId}/contacts`;
    const [there] = directory().contacts.keys();
    assert.equal((await ask(bench, `GET ${other}/${there}`)).status, 404);
    assert.equal((await ask(bench, `DELETE ${other}/${there}`)).status, 404);
    assert.ok(directory().contacts.has(there ?? ''));
  });

  it('cannot be listed or searched in a directory without the feature', async () => {
    const { options } = bench.tenant.addDirectory({ name: 'Lite', isLite: true });
    const body = { filter: { filterType: 'email', comparison: 'eq', value: 'a' } };
    const path = `/directories/${options.directoryId}/contacts`;
    for (const answer of [await ask(bench, `GET ${path}`), await ask(bench, `POST ${path}/search`, { body })]) {
      assert.deepEqual([answer.status, answer.meta.error?.errorCode], [403, 'AuthZ_2.0']);
    }
  });
});
