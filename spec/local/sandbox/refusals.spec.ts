import assert from 'node:assert/strict';
import { type AskOptions, ask } from '../../support/ask.js';
import { useSandbox } from '../../support/sandbox.js';

describe('The sandbox refuses what the vendor refuses, in the vendor’s words', () => {
  const bench = useSandbox();
  const contacts = () => `/directories/${bench.tenant.directories[0]?.options.directoryId}/contacts`;

  async function codeOf(request: string, options: AskOptions = {}) {
    const { status, meta } = await ask(bench, request, options);
    return [status, meta.error?.errorCode];
  }

  it('a request without a credential, or with an unknown one', async () => {
    assert.deepEqual(await codeOf('GET /whoami', { token: null }), [400, 'ATP_2']);
    assert.deepEqual(await codeOf('GET /whoami', { token: 'invented' }), [401, 'DCD_7']);
  });

  it('a contact with unknown keys or nested embedded data', async () => {
    assert.deepEqual(await codeOf(`POST ${contacts()}`, { body: { name: 'Jo' } }), [400, 'RP_9']);
    assert.deepEqual(await codeOf(`POST ${contacts()}`, { body: { embeddedData: { a: {} } } }), [400, 'RP_9']);
  });

  const one = { filterType: 'email', comparison: 'eq', value: 'a' };
  for (const filter of [
    { ...one, comparison: 'like' },
    { ...one, filterType: 'age' },
    { ...one, filterType: 'lastModified', comparison: 'gte', value: '2020-01-01T00:00:00Z' },
    { ...one, filterType: 'created', comparison: 'lt', value: '2030-99-99' },
    { ...one, filterType: 'created', comparison: 'lt', value: '2030-02-30' },
    { conjunction: 'and', filters: [one] },
    { conjunction: 'or', filters: [one, one] },
  ]) {
    it(`the filter ${JSON.stringify(filter)}`, async () => {
      assert.deepEqual(await codeOf(`POST ${contacts()}/search`, { body: { filter } }), [400, 'RP_9']);
    });
  }

  it('a search past the first 10,000, and pages of more than 100', async () => {
    const deep = `pageSize=100&skipToken=${Buffer.from('9901').toString('base64')}`;
    const body = { filter: one };
    assert.deepEqual(await codeOf(`POST ${contacts()}/search?${deep}`, { body }), [400, 'BRE_0.5']);
    assert.deepEqual(await codeOf(`POST ${contacts()}/search?pageSize=101`, { body }), [400, undefined]);
  });

  it('what belongs to an unknown directory', async () => {
    for (const path of ['mailinglists', 'contacts']) {
      assert.deepEqual(await codeOf(`GET /directories/POOL_unknown/${path}`), [404, undefined]);
    }
  });

  for (const number of ['-5', '1e3', '2.5', '0x10', ' 7', 'Infinity']) {
    it(`a token that stands for ${JSON.stringify(number)}, in every list that has them`, async () => {
      const directory = `/directories/${bench.tenant.directories[0]?.options.directoryId}`;
      const list = `${directory}/mailinglists/${bench.tenant.mailingLists[0]?.mailingListId}`;
      const { result } = await ask(bench, `POST ${list}/transactioncontacts`, { body: { contacts: [{}] } });
      const token = encodeURIComponent(Buffer.from(number).toString('base64'));
      for (const path of [
        `${directory}/contacts`,
        `${directory}/mailinglists`,
        `${list}/contacts`,
        `${directory}/imports/api-import/jobs/${result.id}/report`,
      ]) {
        assert.equal((await ask(bench, `GET ${path}?skipToken=${token}`)).status, 400, path);
      }
    });
  }
});
