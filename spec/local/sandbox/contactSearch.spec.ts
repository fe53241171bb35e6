import assert from 'node:assert/strict';
import type { ContactDirectory } from '../../../local/sandbox/brand/contactDirectory.js';
import type { StoredContact } from '../../../local/sandbox/brand/records.js';
import { ask } from '../../support/ask.js';
import { useSandbox } from '../../support/sandbox.js';

interface Found {
  readonly elements: readonly (Record<string, unknown> & { readonly id: string })[];
  readonly skipToken?: string;
}

const EVERYTHING = { filterType: 'lastModified', comparison: 'gte', value: '2000-01-01' };

describe('Search in the sandbox', () => {
  const bench = useSandbox();
  const directory = () => bench.tenant.directories[0] as ContactDirectory;

  async function search(filter: unknown, query = ''): Promise<Found> {
    const path = `/directories/${directory().options.directoryId}/contacts/search${query}`;
    const { status, result, meta } = await ask<Found>(bench, `POST ${path}`, { body: { filter } });
    assert.equal(status, 200, meta.error?.errorMessage);
    return result;
  }

  /** All that a filter finds, page by page while there are tokens. */
  async function searchAll(filter: unknown, pageSize = 100): Promise<string[]> {
    const ids: string[] = [];
    let token: string | undefined = '';
    for (let pages = 0; token !== undefined && pages < 50; pages += 1) {
      const query: string = token && `&skipToken=${encodeURIComponent(token)}`;
      const { elements, skipToken }: Found = await search(filter, `?pageSize=${pageSize}${query}`);
      ids.push(...elements.map(({ id }) => id));
      token = elements.length === 0 ? undefined : skipToken;
    }
    return ids;
  }

  const at = (time: number) => new Date(time).toISOString().slice(0, 19).replace('T', ' ');
  const one = () => [...directory().contacts.values()][40] as StoredContact;
  /** A moment in whole seconds that is a contact's own. */
  const second = () => Math.floor(one().creationDate / 1000) * 1000;

  const CASES: readonly [string, () => Record<string, unknown>, (contact: StoredContact) => boolean][] = [
    ['firstName eq', () => ({ value: ' aDa ' }), ({ firstName }) => firstName === 'Ada'],
    ['firstName neq', () => ({ value: 'ada' }), ({ firstName }) => firstName !== 'Ada'],
    ['lastName eq', () => ({ value: 'LÓPEZ' }), ({ lastName }) => lastName === 'López'],
    ['language eq', () => ({ value: 'pt-br' }), ({ language }) => language === 'PT-BR'],
    ['email neq', () => ({ value: one().email }), ({ email }) => email !== one().email],
    ['phone eq', () => ({ value: one().phone }), ({ phone }) => phone === one().phone],
    ['extRef eq', () => ({ value: one().extRef }), ({ extRef }) => extRef === one().extRef],
    ['created gt', () => ({ value: at(second()) }), ({ creationDate }) => creationDate > second()],
    ['created lt', () => ({ value: at(second()) }), ({ creationDate }) => creationDate < second()],
    ['created gte', () => ({ value: at(second()) }), ({ creationDate }) => creationDate >= second()],
    ['lastModified lte', () => ({ value: at(second()) }), ({ lastModified }) => lastModified <= second()],
    ['created neq', () => ({ value: at(second()) }), ({ creationDate }) => creationDate !== second()],
    ['infoFieldState empty', () => ({ field: 'email' }), ({ email }) => !email],
    ['infoFieldState notEmpty', () => ({ field: 'extRef' }), ({ extRef }) => Boolean(extRef)],
  ];
  for (const [name, more, holds] of CASES) {
    it(`by ${name} finds what it says`, async () => {
      directory().create({ firstName: 'Nobody', email: null, extRef: '' });
      const [filterType, comparison] = name.split(' ');
      const found = await searchAll({ filterType, comparison, ...more() });
      const expected = [...directory().contacts.values()].filter(holds).map(({ id }) => id);
      assert.ok(expected.length > 0);
      assert.deepEqual(found, expected);
    });
  }

  it('takes a date for its midnight in UTC, and eq for that moment', async () => {
    const { id } = directory().create({ creationDate: Date.UTC(2020, 1, 29) });
    assert.deepEqual(await searchAll({ filterType: 'created', comparison: 'eq', value: '2020-02-29' }), [id]);
  });

  it('joins two to five criteria', async () => {
    const [filterType, comparison] = ['firstName', 'neq'];
    const filters = ['Ada', 'Amir', 'Ana', 'Chen', 'Zoë'].map((value) => ({ filterType, comparison, value }));
    const found = await searchAll({ conjunction: 'and', filters });
    const others = [...directory().contacts.values()].filter(
      ({ firstName }) => !['Ada', 'Amir', 'Ana', 'Chen', 'Zoë'].includes(firstName ?? ''),
    );
    assert.equal(found.length, others.length);
  });

  it('can store phone numbers without spaces', async () => {
    bench.tenant.behaviour.storedForms = ['internationalPhones'];
    const path = `/directories/${directory().options.directoryId}/contacts`;
    const made = await ask<{ id: string }>(bench, `POST ${path}`, { body: { phone: '+1 (555) 0100-7' } });
    assert.equal(directory().contacts.get(made.result.id)?.phone, '+155501007');
  });

  it('can list the newest first', async () => {
    bench.tenant.behaviour.newestFirst = true;
    const newest = [...directory().contacts.keys()].at(-1);
    assert.equal((await search(EVERYTHING)).elements[0]?.id, newest);
  });

  it('can give tokens with short and empty pages, that nobody can read', async () => {
    Object.assign(bench.tenant.behaviour, { tokensAlways: true, opaqueTokens: true });
    const nothing = await search({ filterType: 'email', comparison: 'eq', value: 'nobody' });
    assert.equal(nothing.elements.length, 0);
    assert.doesNotMatch(Buffer.from(nothing.skipToken ?? '', 'base64').toString(), /^\d+$/);
    assert.equal((await searchAll(EVERYTHING)).length, directory().contacts.size);
  });

  it('can give pages shorter than asked for', async () => {
    bench.tenant.behaviour.searchPageMax = 30;
    assert.equal((await search(EVERYTHING)).elements.length, 30);
    assert.deepEqual((await searchAll(EVERYTHING)).sort(), [...directory().contacts.keys()].sort());
  });

  it('can tell no dates', async () => {
    bench.tenant.behaviour.omitsDates = true;
    const [first] = (await search(EVERYTHING)).elements;
    assert.ok(first && !('lastModified' in first) && !('creationDate' in first));
  });

  it('can list a contact twice', async () => {
    bench.tenant.behaviour.repeatsContacts = true;
    const ids = await searchAll(EVERYTHING);
    assert.equal(ids.length, directory().contacts.size + 1);
    assert.equal(ids.at(-1), ids[0]);
  });
});
