import assert from 'node:assert/strict';
import { completeResponses } from '../../local/sandbox/brand/completeResponses.js';
import type { ContactDirectory } from '../../local/sandbox/brand/contactDirectory.js';
import { useSandbox } from '../support/sandbox.js';

/** A client that takes the offset out of `nextPage` and asks for the next page by it, wherever the vendor has offsets. */
describe('A client that pages by offset', () => {
  const bench = useSandbox();

  async function all(path: string, query = ''): Promise<Record<string, unknown>[]> {
    const found: Record<string, unknown>[] = [];
    let offset: string | null = '0';
    while (offset !== null) {
      const url: string = `${bench.sandbox.url}/API/v3/${path}?offset=${offset}${query}`;
      const answer = await fetch(url, { headers: { 'X-API-TOKEN': bench.tenant.apiToken } });
      assert.equal(answer.status, 200, url);
      type Page = { result: { elements: Record<string, unknown>[]; nextPage: string | null } };
      const { result } = (await answer.json()) as Page;
      found.push(...result.elements);
      offset = result.nextPage && new URL(result.nextPage).searchParams.get('offset');
    }
    return found;
  }

  it('reads surveys, users and groups, each once', async () => {
    const surveys = await all('surveys', '&pageSize=2');
    assert.deepEqual(
      surveys.map(({ id }) => id),
      bench.tenant.surveys.map(({ id }) => id),
    );
    assert.equal((await all('users', '&pageSize=2')).length, bench.tenant.users.length);
    assert.equal((await all('groups')).length, bench.tenant.groups.length);
  });

  it('reads the subscriptions to events', async () => {
    const topics = 'controlpanel.activateSurvey';
    for (let number = 0; number < 3; number += 1) {
      bench.tenant.events.create({ topics, publicationUrl: `http://127.0.0.1/${number}`, encrypt: false });
    }
    assert.equal((await all('eventsubscriptions', '&pageSize=2')).length, 3);
  });

  it('reads what was mailed to a contact and what it answered', async () => {
    const directory = bench.tenant.directories[0] as ContactDirectory;
    const mailingListId = bench.tenant.mailingLists[0]?.mailingListId ?? '';
    const [contact] = directory.membersOf(mailingListId);
    const lookupId = contact?.mailingLists.get(mailingListId)?.lookupId ?? '';
    const surveyId = bench.tenant.surveys.find(({ isActive }) => isActive)?.id ?? '';
    const [message] = bench.tenant.messages;
    const mail = {
      message: { libraryId: message?.libraryId, messageId: message?.id },
      recipients: { mailingListId, contactId: lookupId },
      header: { fromName: 'Demo', fromEmail: 'a@example.com', replyToEmail: 'a@example.com', subject: 'Hi' },
      surveyLink: { surveyId, type: 'Individual' },
      sendDate: '2026-01-01T00:00:00Z',
    };
    const ids: string[] = [];
    for (let number = 0; number < 3; number += 1) {
      const answer = await fetch(`${bench.sandbox.url}/API/v3/distributions`, {
        method: 'POST',
        headers: { 'X-API-TOKEN': bench.tenant.apiToken, 'Content-Type': 'application/json' },
        body: JSON.stringify(mail),
      });
      ids.push(((await answer.json()) as { result: { id: string } }).result.id);
    }
    const [responseId] = completeResponses(bench.tenant, {
      surveyId,
      distributionId: ids[1] ?? '',
      recipientId: lookupId,
    });
    const history = `directories/${directory.options.directoryId}/contacts/${contact?.id}/history`;
    const mails = await all(history, '&type=email&pageSize=2');
    assert.deepEqual(
      mails.map((one) => [one.distributionId, one.type, one.read]),
      [
        [ids[0], 'Invite', false],
        [ids[1], 'Invite', true],
        [ids[2], 'Invite', false],
      ],
    );
    const [response] = await all(history, '&type=response');
    assert.deepEqual([response?.responseId, response?.distributionId], [responseId, ids[1]]);
    const headers = { 'X-API-TOKEN': bench.tenant.apiToken };
    const whole = await fetch(`${bench.sandbox.url}/API/v3/${history.replace('/history', '')}`, { headers });
    const { result } = (await whole.json()) as { result: { stats: object } };
    assert.deepEqual(result.stats, { emailCount: 3, responseCount: 1 });
    const byList = history.replace('/contacts/', `/mailinglists/${mailingListId}/contacts/`);
    assert.equal((await all(byList, '&type=response'))[0]?.lookupId, lookupId);
  });
});
