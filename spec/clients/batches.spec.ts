import assert from 'node:assert/strict';
import { useSandbox } from '../support/sandbox.js';

interface Listed {
  readonly elements: readonly Record<string, unknown>[];
  readonly nextPage: string | null;
}

/** A client that pages by the token it takes out of `nextPage`, counts lists, and changes responses by batches only. */
describe('A client that pages by token and works in batches', () => {
  const bench = useSandbox();
  const directoryId = () => bench.tenant.directories[0]?.options.directoryId;
  const listId = () => bench.tenant.mailingLists[0]?.mailingListId ?? '';
  const survey = () => bench.tenant.surveys.find(({ isActive }) => isActive) ?? assert.fail();

  async function call<T = Listed>(method: string, path: string, body?: object | string, type = 'application/json') {
    const answer = await fetch(`${bench.sandbox.url}/API/v3${path}`, {
      method,
      headers: { 'X-API-TOKEN': bench.tenant.apiToken, 'Content-Type': type, Accept: 'application/json' },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    assert.equal(answer.status, 200, `${method} ${path}`);
    return ((await answer.json()) as { result: T }).result;
  }

  async function all(path: string): Promise<Record<string, unknown>[]> {
    const found: Record<string, unknown>[] = [];
    let query = '';
    do {
      const { elements, nextPage } = await call('GET', path + query);
      found.push(...elements);
      const token =
        nextPage === null ? null : new URL(nextPage, 'https://relative.invalid').searchParams.get('skipToken');
      query = token === null ? '' : `&skipToken=${encodeURIComponent(token)}`;
    } while (query !== '');
    return found;
  }

  async function finished(path: string, progressId: string): Promise<string> {
    for (;;) {
      const { status } = await call<{ status: string }>('GET', `${path}/${progressId}`);
      if (status !== 'inProgress') return status;
    }
  }

  it('finds its lists with their counts, and every contact of one', async () => {
    const owner = `ownerId=${bench.tenant.user.id}&includeCount=true&useNewPaginationScheme=true`;
    const lists = await all(`/directories/${directoryId()}/mailinglists?${owner}&pageSize=1`);
    assert.equal(lists[0]?.mailingListId, listId());
    const one = `/directories/${directoryId()}/mailinglists/${listId()}`;
    const { contactCount } = await call<{ contactCount: number }>('GET', `${one}?includeCount=true`);
    const contacts = await all(`${one}/contacts?pageSize=20&includeEmbedded=true&useNewPaginationScheme=true`);
    assert.equal(new Set(contacts.map(({ contactId }) => contactId)).size, contactCount);
  });

  it('distributes, and reads links, history and distributions by their tokens', async () => {
    const links = { surveyId: survey().id, linkType: 'Individual', description: 'd', action: 'CreateDistribution' };
    const { id } = await call<{ id: string }>('POST', '/distributions', { ...links, mailingListId: listId() });
    const ofSurvey = `surveyId=${survey().id}`;
    const count = bench.tenant.directories[0]?.members.count(listId());
    assert.equal((await all(`/distributions/${id}/links?${ofSurvey}`)).length, count);
    assert.equal((await all(`/distributions/${id}/history?${ofSurvey}`)).length, count);
    assert.equal((await all(`/distributions?${ofSurvey}&useNewPaginationScheme=true`)).length, 1);
    await call('DELETE', `/distributions/${id}`);
  });

  it('invites one contact by text message', async () => {
    const [contact] = await all(`/directories/${directoryId()}/mailinglists/${listId()}/contacts?pageSize=50`);
    const { id } = await call<{ id: string }>('POST', '/distributions/sms', {
      sendDate: '2030-01-01T00:00:00Z',
      surveyLinkExpirationDate: '2030-02-01T00:00:00Z',
      method: 'Invite',
      surveyId: survey().id,
      name: 'SMS message',
      recipients: { mailingListId: listId(), contactId: contact?.contactLookupId },
      message: { messageText: 'Hello' },
    });
    const sms = await all(`/distributions/sms?surveyId=${survey().id}`);
    assert.deepEqual([sms.length, sms[0]?.id], [1, id]);
  });

  it('changes the embedded data of a response, and deletes it', async () => {
    const responses = `/surveys/${survey().id}`;
    const { responseId } = await call<{ responseId: string }>('POST', `${responses}/responses`, {
      values: { QID1: 9 },
    });
    const updates = [{ responseId, resetRecordedDate: false, embeddedData: { level: 'changed' } }];
    const body = { updates, removeEdits: false, ignoreMissingResponses: false };
    const change = await call<{ progressId: string }>('POST', `${responses}/update-responses`, body);
    assert.equal(await finished(`${responses}/update-responses`, change.progressId), 'complete');
    assert.equal(survey().responses.find(responseId)?.values.level, 'changed');
    const deletion = await call<{ progressId: string }>('POST', `${responses}/delete-responses`, {
      deletes: [{ responseId }],
    });
    assert.equal(await finished(`${responses}/delete-responses`, deletion.progressId), 'complete');
    assert.equal(survey().responses.find(responseId), undefined);
  });

  it('imports responses from CSV', async () => {
    const path = `/surveys/${survey().id}/import-responses`;
    const { kept } = survey().responses.counts();
    const { progressId } = await call<{ progressId: string }>('POST', path, 'QID1\n9\n10\n', 'text/csv; charset=UTF-8');
    assert.equal(await finished(path, progressId), 'complete');
    assert.equal(survey().responses.counts().kept, kept + 2);
  });
});
