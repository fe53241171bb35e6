import assert from 'node:assert/strict';
import type { ContactDirectory } from '../../../local/sandbox/brand/contactDirectory.js';
import { ask } from '../../support/ask.js';
import { useSandbox } from '../../support/sandbox.js';

interface Listed {
  readonly elements: { readonly contactId: string; readonly mailingListId: string; readonly contactCount: number }[];
  readonly nextPage: string | null;
}

interface Added {
  readonly id: string;
  readonly contactLookupId: string;
}

describe('Mailing lists of the sandbox', () => {
  const bench = useSandbox();
  const directory = () => bench.tenant.directories[0] as ContactDirectory;
  const lists = () => `/directories/${directory().options.directoryId}/mailinglists`;

  async function aList(): Promise<string> {
    const { result } = await ask<{ id: string }>(bench, `POST ${lists()}`, { body: { name: 'Guests' } });
    return `${lists()}/${result.id}`;
  }

  it('are created, found, renamed and deleted; their contacts stay in the directory', async () => {
    const list = await aList();
    const { result } = await ask<Added>(bench, `POST ${list}/contacts`, { body: { email: 'guest@example.com' } });
    await ask(bench, `PUT ${list}`, { body: { name: 'Visitors' } });
    const found = await ask<Record<string, unknown>>(bench, `GET ${list}`);
    assert.deepEqual([found.result.name, found.result.contactCount], ['Visitors', 1]);
    assert.equal(typeof found.result.creationDate, 'number');
    assert.ok(Number(found.result.lastModifiedDate) >= Number(found.result.creationDate));
    assert.equal((await ask(bench, `DELETE ${list}`)).status, 200);
    assert.equal((await ask(bench, `GET ${list}`)).status, 404);
    assert.equal((await ask(bench, `GET ${list}/contacts`)).status, 404);
    assert.ok(directory().contacts.has(result.id));
  });

  it('count their contacts', async () => {
    const { result } = await ask<Listed>(bench, `GET ${lists()}`);
    for (const { mailingListId, contactCount } of result.elements) {
      const members = [...directory().contacts.values()].filter((one) => one.mailingLists.has(mailingListId));
      assert.equal(contactCount, members.length);
    }
  });

  it('list at most 50 contacts a page, each once', async () => {
    const path = `${lists()}/${bench.tenant.mailingLists[0]?.mailingListId}/contacts`;
    assert.equal((await ask(bench, `GET ${path}?pageSize=51`)).status, 400);
    for (const scheme of ['', '&useNewPaginationScheme=true']) {
      const ids: string[] = [];
      let next: string | null = `${path}?pageSize=50${scheme}`;
      while (next) {
        const { result }: { result: Listed } = await ask<Listed>(bench, `GET ${next}`);
        ids.push(...result.elements.map(({ contactId }) => contactId));
        next = result.nextPage?.replace(`${bench.sandbox.url}/API/v3`, '') ?? null;
      }
      assert.ok(ids.length > 100, `${ids.length}`);
      assert.equal(new Set(ids).size, ids.length);
    }
  });

  it('with the new paging scheme go on behind the last contact when one before it is gone', async () => {
    const path = `${lists()}/${bench.tenant.mailingLists[0]?.mailingListId}/contacts`;
    const secondAfterLoss = async (scheme: string) => {
      const { result } = await ask<Listed>(bench, `GET ${path}?pageSize=10${scheme}`);
      const [first] = result.elements;
      const expected = await ask<Listed>(bench, `GET ${result.nextPage?.split('/API/v3')[1]}`);
      await ask(bench, `DELETE ${path}/${first?.contactId}`);
      const slid = await ask<Listed>(bench, `GET ${result.nextPage?.split('/API/v3')[1]}`);
      return [expected.result.elements[0]?.contactId, slid.result.elements[0]?.contactId];
    };
    const [expected, found] = await secondAfterLoss('&useNewPaginationScheme=true');
    assert.equal(found, expected);
    const [before, after] = await secondAfterLoss('');
    assert.notEqual(after, before);
  });

  it('change and add the contact that the directory takes for the same, and overwrite nothing with blanks', async () => {
    const list = await aList();
    const [there] = directory().contacts.values();
    const body = { email: there?.email?.toUpperCase(), firstName: 'Renamed', lastName: '', embeddedData: { new: 'x' } };
    const { result } = await ask<Added>(bench, `POST ${list}/contacts`, { body });
    const after = directory().contacts.get(result.id);
    assert.equal(result.id, there?.id);
    assert.deepEqual([after?.firstName, after?.lastName], ['Renamed', there?.lastName]);
    assert.deepEqual(after?.embeddedData, { ...there?.embeddedData, new: 'x' });
    assert.ok(Number(after?.lastModified) > Number(there?.lastModified));
    const again = await ask<Added>(bench, `POST ${list}/contacts`, { body });
    assert.deepEqual(again.result, result);
  });

  for (const [criteria, body, isSame] of [
    [{ email: true }, { firstName: 'Jo' }, false],
    [{}, { email: 'jo@example.com' }, false],
    [{ externalDataReference: true }, { extRef: ' a-1 ' }, true],
    [{ firstName: true, phone: true }, { firstName: 'JO', phone: '1' }, true],
    [{ firstName: true, phone: true }, { firstName: 'Jo', phone: '2' }, false],
    [{ firstName: true, phone: true }, { firstName: 'Jo' }, false],
  ] as const) {
    it(`by ${JSON.stringify(criteria)} take ${JSON.stringify(body)} for ${isSame ? 'the same' : 'another'}`, async () => {
      const list = await aList();
      directory().deduplicationCriteria = criteria;
      const there = { email: 'jo@example.com', firstName: 'Jo', extRef: 'A-1', phone: '1' };
      const { result } = await ask<Added>(bench, `POST ${list}/contacts`, { body: there });
      const second = await ask<Added>(bench, `POST ${list}/contacts`, { body });
      assert.equal(second.result.id === result.id, isSame);
    });
  }

  it('know of a contact what is the list’s own', async () => {
    const list = await aList();
    const body = { email: 'own@example.com', unsubscribed: true, privateEmbeddedData: { seat: 4 } };
    const { result } = await ask<Added>(bench, `POST ${list}/contacts`, { body });
    const path = `${list}/contacts/${result.id}`;
    const { result: member } = await ask<Record<string, unknown>>(bench, `GET ${path}`);
    assert.deepEqual(member.privateEmbeddedData, { seat: '4' });
    assert.deepEqual([member.mailingListUnsubscribed, member.directoryUnsubscribed], [true, false]);
    assert.equal(member.contactLookupId, result.contactLookupId);
    const optedOut = await ask<Listed>(bench, `GET ${list}/optedOutContacts`);
    assert.deepEqual(
      optedOut.result.elements.map(({ contactId }) => contactId),
      [result.id],
    );
    assert.equal((await ask(bench, `PUT ${path}`, { body: { language: null } })).status, 400);
    assert.equal((await ask(bench, `PUT ${path}`, { body: { contactId: result.id } })).status, 400);
    assert.equal((await ask(bench, `PUT ${path}`, { body: { unsubscribed: false } })).status, 200);
    assert.equal((await ask<Listed>(bench, `GET ${list}/optedOutContacts`)).result.elements.length, 0);
    assert.equal((await ask(bench, `DELETE ${path}`)).status, 200);
    const gone = await ask(bench, `GET ${path}`);
    assert.deepEqual([gone.status, gone.meta.error?.errorCode], [404, 'GET_CONTACT_FROM_LIST_NOT_FOUND']);
    assert.ok(directory().contacts.has(result.id));
  });

  it('are what search asks for with inList', async () => {
    const list = await aList();
    const { result } = await ask<Added>(bench, `POST ${list}/contacts`, { body: { email: 'in@example.com' } });
    const filter = { filterType: 'inList', comparison: true, mailingListId: list.split('/').at(-1) };
    const path = `/directories/${directory().options.directoryId}/contacts/search`;
    const found = await ask<{ elements: { id: string }[] }>(bench, `POST ${path}`, { body: { filter } });
    assert.deepEqual(
      found.result.elements.map(({ id }) => id),
      [result.id],
    );
    const others = { filter: { ...filter, comparison: false } };
    const without = await ask<{ elements: { id: string }[] }>(bench, `POST ${path}`, { body: others });
    assert.equal(without.result.elements.length, 100);
  });

  for (const body of [{}, { name: '' }, { name: 'x'.repeat(101) }, { name: 'x', color: 'red' }, { name: null }]) {
    it(`refuse to be created with ${JSON.stringify(body).slice(0, 30)}`, async () => {
      const before = bench.tenant.mailingLists.length;
      assert.equal((await ask(bench, `POST ${lists()}`, { body })).status, 400);
      assert.equal(bench.tenant.mailingLists.length, before);
    });
  }

  it('are not found through another directory', async () => {
    const other = `/directories/${bench.tenant.directories[1]?.options.directoryId}/mailinglists`;
    const { mailingListId } = bench.tenant.mailingLists[0] ?? {};
    assert.equal((await ask(bench, `GET ${other}/${mailingListId}`)).status, 404);
    assert.equal((await ask(bench, `GET ${other}/${mailingListId}/contacts`)).status, 404);
  });
});
