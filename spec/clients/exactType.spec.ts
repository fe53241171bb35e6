import assert from 'node:assert/strict';
import { useSandbox } from '../support/sandbox.js';

/** A client in TypeScript: a token for a multipart form with a scope, and no answer but exactly `application/json`. */
describe('A client that takes exactly application/json', () => {
  const bench = useSandbox();
  const directoryId = () => bench.tenant.directories[0]?.options.directoryId;
  const listId = () => bench.tenant.mailingLists[0]?.mailingListId ?? '';
  const surveyId = () => bench.tenant.surveys.find(({ isActive }) => isActive)?.id;

  async function token(scope: string): Promise<string> {
    const { clientId, clientSecret } = bench.tenant;
    const body = new FormData();
    body.append('grant_type', 'client_credentials');
    body.append('scope', scope);
    const authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
    const answer = await fetch(new URL('oauth2/token', bench.sandbox.url), {
      method: 'POST',
      headers: { authorization },
      body,
    });
    return (await read<{ access_token: string }>(answer)).access_token;
  }

  async function read<T>(answer: Response): Promise<T> {
    assert.equal(answer.headers.get('content-type'), 'application/json');
    assert.ok(answer.ok, String(answer.status));
    return (await answer.json()) as T;
  }

  async function call<T>(bearer: string, route: string, body?: object): Promise<T> {
    const headers = new Headers({ Authorization: `Bearer ${bearer}` });
    const init: RequestInit = { method: 'GET', headers };
    if (body) {
      headers.append('Content-Type', 'application/json');
      headers.append('Accept', 'application/json');
      Object.assign(init, { method: 'POST', body: JSON.stringify(body) });
    }
    const { result } = await read<{ result: T }>(await fetch(new URL(`API/v3/${route}`, bench.sandbox.url), init));
    return result;
  }

  it('gets a token for what it needs, and is refused what it did not ask for', async () => {
    const bearer = await token('read:users');
    assert.equal((await call<{ userId: string }>(bearer, 'whoami')).userId, bench.tenant.user.id);
    const refused = await fetch(new URL('API/v3/directories', bench.sandbox.url), {
      headers: { Authorization: `Bearer ${bearer}` },
    });
    assert.equal(refused.status, 403);
  });

  it('imports contacts, waits for 100 percent, and reads the summary', async () => {
    const bearer = await token('manage:all');
    const path = `directories/${directoryId()}/mailinglists/${listId()}/transactioncontacts`;
    const contacts = [1, 2, 3].map((number) => ({
      email: `import${number}@example.com`,
      transactionData: { seat: 'A' },
    }));
    const { id } = await call<{ id: string }>(bearer, path, { transactionMeta: { fields: ['seat'] }, contacts });
    let percent = 0;
    while (percent < 100) {
      percent = (await call<{ percentComplete: number }>(bearer, `${path}/${id}`)).percentComplete;
    }
    type Summary = { contacts: { count: { added: number } }; transactions: { count: { created: number } } };
    const summary = await call<Summary>(bearer, `${path}/${id}/summary`);
    assert.deepEqual([summary.contacts.count.added, summary.transactions.count.created], [3, 3]);
  });

  it('distributes a survey by mail and reminds of it', async () => {
    const bearer = await token('manage:all');
    const [message] = bench.tenant.messages;
    const mail = {
      message: { libraryId: message?.libraryId, messageId: message?.id },
      header: {
        fromName: 'Demo',
        fromEmail: 'noreply@example.com',
        replyToEmail: 'noreply@example.com',
        subject: 'Hi',
      },
      sendDate: '2030-01-01T00:00:00Z',
    };
    const recipients = { mailingListId: listId() };
    const surveyLink = { surveyId: surveyId(), expirationDate: '2030-03-01T00:00:00Z', type: 'Individual' };
    const { id } = await call<{ id: string }>(bearer, 'distributions', { ...mail, recipients, surveyLink });
    const reminder = await call<{ distributionId: string }>(bearer, `distributions/${id}/reminders`, mail);
    assert.match(reminder.distributionId, /^EMD_/);
    const found = await call<{ requestType: string }>(bearer, `distributions/${id}?surveyId=${surveyId()}`);
    assert.equal(found.requestType, 'Invite');
    const messages = await call<{ elements: unknown[] }>(bearer, `libraries/${message?.libraryId}/messages`);
    assert.ok(messages.elements.length > 0);
  });

  it('exports responses between two dates', async () => {
    const bearer = await token('manage:all');
    const path = `surveys/${surveyId()}/export-responses`;
    const dates = { startDate: new Date(0).toISOString(), endDate: new Date(bench.tenant.now()).toISOString() };
    const { progressId } = await call<{ progressId: string }>(bearer, path, { format: 'csv', ...dates });
    let fileId: string | undefined;
    while (!fileId) fileId = (await call<{ fileId?: string }>(bearer, `${path}/${progressId}`)).fileId;
    const file = await fetch(new URL(`API/v3/${path}/${fileId}/file`, bench.sandbox.url), {
      headers: { Authorization: `Bearer ${bearer}` },
    });
    assert.deepEqual([file.status, file.headers.get('content-type')], [200, 'application/zip']);
    assert.equal(Buffer.from(await file.arrayBuffer()).readUInt32LE(0), 0x04034b50);
  });
});
