import assert from 'node:assert/strict';
import { useSandbox } from '../support/sandbox.js';

interface Listed {
  readonly elements: readonly Record<string, unknown>[];
  readonly nextPage: string | null;
}

/** A client whose addresses all end with a slash, and which sends a JSON type with every request, DELETE included. */
describe('A client that always sends a slash at the end', () => {
  const bench = useSandbox();
  const directoryId = () => bench.tenant.directories[0]?.options.directoryId;

  async function call<T = Listed>(method: string, path: string, body?: object): Promise<T> {
    const answer = await fetch(`${bench.sandbox.url}/API/v3/${path}`, {
      method,
      headers: { 'X-API-TOKEN': bench.tenant.apiToken, 'Content-Type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    assert.equal(answer.status, 200, `${method} ${path}`);
    return ((await answer.json()) as { result: T }).result;
  }

  it('finds its directory, makes a mailing list, adds contacts, pages, and cleans up', async () => {
    const [first] = (await call('GET', 'directories/')).elements;
    assert.equal(first?.directoryId, directoryId());
    const lists = `directories/${directoryId()}/mailinglists/`;
    const { id } = await call<{ id: string }>('POST', lists, { name: 'Guests' });
    const contacts = `${lists}${id}/contacts/`;
    for (let number = 0; number < 60; number += 1)
      await call('POST', contacts, { email: `guest${number}@example.com` });
    const { elements, nextPage } = await call('GET', contacts);
    assert.equal(elements.length, 50);
    const rest = await call('GET', nextPage?.split('/API/v3/')[1] ?? '');
    assert.deepEqual([rest.elements.length, rest.nextPage], [10, null]);
    const [contact] = elements;
    await call('PUT', `${contacts}${contact?.contactId}/`, { firstName: 'Guest' });
    await call('DELETE', `${contacts}${contact?.contactId}/`);
    await call('DELETE', `${lists}${id}/`);
    await call('DELETE', `directories/${directoryId()}/contacts/${contact?.contactId}/`);
  });

  it('reads surveys, their questions and their responses', async () => {
    const surveyId = bench.tenant.surveys[0]?.id;
    assert.ok((await call('GET', 'surveys/')).elements.length >= 4);
    assert.equal((await call<{ id: string }>('GET', `surveys/${surveyId}/`)).id, surveyId);
    assert.ok((await call('GET', `survey-definitions/${surveyId}/questions/`)).elements.length > 0);
    assert.ok((await call('GET', `surveys/${surveyId}/filters/`)).elements.length > 0);
  });

  it('lists distributions and their links', async () => {
    const surveyId = bench.tenant.surveys.find(({ isActive }) => isActive)?.id;
    const mailingListId = bench.tenant.mailingLists[0]?.mailingListId;
    const links = { surveyId, linkType: 'Individual', description: 'd', action: 'CreateDistribution', mailingListId };
    const { id } = await call<{ id: string }>('POST', 'distributions/', links);
    assert.equal((await call('GET', `distributions/?surveyId=${surveyId}`)).elements[0]?.id, id);
    const { elements } = await call('GET', `distributions/${id}/links/?surveyId=${surveyId}`);
    assert.match(String(elements[0]?.link), /Q_DL=/);
  });
});
