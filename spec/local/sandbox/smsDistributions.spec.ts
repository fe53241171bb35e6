import assert from 'node:assert/strict';
import { completeResponses } from '../../../local/sandbox/brand/completeResponses.js';
import { ask } from '../../support/ask.js';
import { useSandbox } from '../../support/sandbox.js';

interface Sms {
  readonly id: string;
  readonly requestType: string;
  readonly requestStatus: string;
  readonly surveyLinkExpirationDate: string;
  readonly parentDistributionId: string | null;
  readonly stats: Readonly<Record<string, number>>;
}

describe('Distributions of the sandbox by text message', () => {
  let nowMs = Date.UTC(2026, 0, 1);
  const bench = useSandbox({ demo: { now: () => nowMs } });
  const surveyId = () => bench.tenant.surveys[0]?.id ?? '';
  const mailingListId = () => bench.tenant.mailingLists[0]?.mailingListId ?? '';
  const members = () => bench.tenant.directories[0]?.membersOf(mailingListId()) ?? [];
  const lookupId = () => members()[0]?.mailingLists.get(mailingListId())?.lookupId ?? '';
  const sms = (changes: object = {}) => ({
    sendDate: '2026-01-02T00:00:00Z',
    surveyLinkExpirationDate: '2026-02-01T00:00:00Z',
    method: 'Invite',
    surveyId: surveyId(),
    name: 'SMS message',
    recipients: { mailingListId: mailingListId() },
    message: { messageText: 'x'.repeat(200) },
    ...changes,
  });
  const post = (changes: object = {}) => ask<{ id: string }>(bench, 'POST /distributions/sms', { body: sms(changes) });
  const get = (id: string) => ask<Sms>(bench, `GET /distributions/sms/${id}?surveyId=${surveyId()}`);

  afterEach(() => {
    nowMs = Date.UTC(2026, 0, 1);
  });

  it('are sent to a list when their time has come, and count what was sent and answered', async () => {
    const { id } = (await post()).result;
    const waiting = (await get(id)).result;
    assert.deepEqual([waiting.requestStatus, waiting.stats.sent], ['Pending', 0]);
    assert.equal(waiting.surveyLinkExpirationDate, '2026-02-01T00:00:00Z');
    nowMs = Date.UTC(2026, 0, 2);
    completeResponses(bench.tenant, { surveyId: surveyId(), distributionId: id, recipientId: lookupId() });
    const { requestStatus, stats } = (await get(id)).result;
    const count = members().length;
    const reached = members().filter(({ phone }) => phone).length;
    assert.equal(requestStatus, 'Done');
    assert.deepEqual(stats, {
      sent: reached,
      failed: count - reached,
      started: 1,
      finished: 1,
      credits: 2 * reached,
      segments: 2 * reached,
    });
  });

  it('are for one contact by the lookup id, with a message of the library', async () => {
    const recipients = { mailingListId: mailingListId(), contactId: lookupId() };
    const message = { libraryId: 'UR_0SandboxUser001', messageId: 'MS_0SandboxInvite1' };
    const { id } = (await post({ recipients, message, sendDate: '2025-12-31 00:00:00' })).result;
    const { sent = 0, failed = 0 } = (await get(id)).result.stats;
    assert.equal(sent + failed, 1);
    const wrong = { mailingListId: mailingListId(), contactId: members()[0]?.id };
    assert.equal((await post({ recipients: wrong })).status, 404);
  });

  it('are listed in pages by survey, apart from mails, and deleted', async () => {
    const ids = [(await post()).result.id, (await post()).result.id];
    type Page = { elements: Sms[]; nextPage: string | null };
    const list = (query: string) => ask<Page>(bench, `GET /distributions/sms?surveyId=${query}`);
    const first = (await list(`${surveyId()}&pageSize=1`)).result;
    assert.deepEqual([first.elements[0]?.id, first.nextPage === null], [ids[0], false]);
    assert.equal((await list(bench.tenant.surveys[1]?.id ?? '')).result.elements.length, 0);
    assert.equal((await ask<Page>(bench, `GET /distributions?surveyId=${surveyId()}`)).result.elements.length, 0);
    assert.equal((await ask(bench, `DELETE /distributions/sms/${ids[0]}?surveyId=${surveyId()}`)).status, 200);
    assert.deepEqual(
      (await list(surveyId())).result.elements.map(({ id }) => id),
      [ids[1]],
    );
    assert.equal((await get(ids[0] ?? '')).meta.error?.errorCode, 'GED_3');
  });

  it('are followed by reminders and thanks, which name what they follow', async () => {
    const parentDistributionId = (await post()).result.id;
    for (const method of ['Reminder', 'ThankYou']) {
      const { result } = await get((await post({ method, parentDistributionId })).result.id);
      assert.deepEqual([result.requestType, result.parentDistributionId], [method, parentDistributionId]);
      assert.equal((await post({ method })).meta.error?.errorCode, 'RP_10');
    }
  });

  it('ask the survey itself by messages', async () => {
    const { id } = (await post({ method: 'Interactive', message: undefined })).result;
    assert.equal((await get(id)).result.requestType, 'Interactive');
  });

  const REFUSED: [string, object, number, string?][] = [
    ['an unknown method', { method: 'Thankyou' }, 400, 'RP_9'],
    ['no name', { name: undefined }, 400, 'RP_10'],
    ['no message', { message: undefined }, 400, 'RP_10'],
    ['a key of mails', { header: {} }, 400, 'RP_9'],
    ['a day that does not exist', { sendDate: '2026-02-30T00:00:00Z' }, 400, 'RP_9'],
    ['links that end on no day', { surveyLinkExpirationDate: '2026-02-30T00:00:00Z' }, 400, 'RP_9'],
    ['an unknown list', { recipients: { mailingListId: 'CG_none' } }, 404],
    ['an unknown parent', { parentDistributionId: 'EMD_none' }, 404, 'GED_3'],
    ['an unknown survey', { surveyId: 'SV_none' }, 404, 'GSI_2'],
  ];
  for (const [what, changes, status, code] of REFUSED) {
    it(`refuse ${what}`, async () => {
      const answer = await post(changes);
      assert.deepEqual([answer.status, answer.meta.error?.errorCode], [status, code]);
    });
  }
});
