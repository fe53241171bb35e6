import assert from 'node:assert/strict';
import { ask } from '../../support/ask.js';
import { useSandbox } from '../../support/sandbox.js';

interface Page<T = Record<string, unknown>> {
  readonly elements: T[];
  readonly nextPage: string | null;
}

describe('Mails of the sandbox that come back', () => {
  let nowMs = Date.UTC(2026, 0, 1);
  const bench = useSandbox({ demo: { now: () => nowMs } });
  const directory = () => `/directories/${bench.tenant.directories[0]?.options.directoryId}`;
  const surveyId = () => bench.tenant.surveys[0]?.id ?? '';

  it('are told of by the list, the contact’s history and the distribution, once they are sent', async () => {
    const made = await ask<{ id: string }>(bench, `POST ${directory()}/mailinglists`, { body: { name: 'Mixed' } });
    const list = `${directory()}/mailinglists/${made.result.id}`;
    const ids: string[] = [];
    for (const email of ['good@example.com', 'bad@nowhere.invalid', 'worse@nowhere.invalid']) {
      ids.push((await ask<{ id: string }>(bench, `POST ${list}/contacts`, { body: { email } })).result.id);
    }
    const bounced = async (query = '') =>
      (await ask<Page<{ contactId: string }>>(bench, `GET ${list}/bouncedContacts${query}`)).result;
    const mail = await ask<{ id: string }>(bench, 'POST /distributions', {
      body: {
        message: { messageText: 'Hello' },
        recipients: { mailingListId: made.result.id },
        header: { fromName: 'Us', replyToEmail: 'us@example.com', subject: 'Hello' },
        surveyLink: { surveyId: surveyId() },
        sendDate: '2026-01-02T00:00:00Z',
      },
    });
    assert.deepEqual((await bounced()).elements, []);
    nowMs = Date.UTC(2026, 0, 2);
    assert.deepEqual(
      (await bounced()).elements.map(({ contactId }) => contactId),
      ids.slice(1),
    );
    assert.equal((await bounced('?pageSize=1')).elements.length, 1);
    assert.equal((await bounced('?since=2026-01-02T00:00:00Z')).elements.length, 2);
    assert.equal((await bounced('?since=2026-01-02T00:00:01Z')).elements.length, 0);
    for (const [path, info] of [
      [directory(), { type: 'HardBounce' }],
      [list, { type: 'HardBounce', statusCode: '5.1.2', reason: 'The domain does not exist.', blacklisted: false }],
    ] as const) {
      const { result } = await ask<Page>(bench, `GET ${path}/contacts/${ids[1]}/history?type=email`);
      assert.deepEqual([result.elements[0]?.result, result.elements[0]?.bounceInfo], ['Bounce', info]);
    }
    const history = await ask<Page>(bench, `GET /distributions/${mail.result.id}/history`);
    assert.deepEqual(
      history.result.elements.map(({ status }) => status),
      ['Success', 'HardBounce', 'HardBounce'],
    );
    type Stats = { stats: { sent: number; bounced: number } };
    const { stats } = (await ask<Stats>(bench, `GET /distributions/${mail.result.id}?surveyId=${surveyId()}`)).result;
    assert.deepEqual([stats.sent, stats.bounced], [3, 2]);
  });
});
