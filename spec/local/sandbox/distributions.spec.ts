import assert from 'node:assert/strict';
import { completeResponses } from '../../../local/sandbox/brand/completeResponses.js';
import { newMembership } from '../../../local/sandbox/brand/membership.js';
import { ask } from '../../support/ask.js';
import { useSandbox } from '../../support/sandbox.js';

interface Link {
  readonly contactId: string;
  readonly transactionId: string | null;
  readonly link: string;
  readonly linkExpiration: string;
  readonly email: string;
}

interface Page<T> {
  readonly elements: T[];
  readonly nextPage: string | null;
}

const DAY_MS = 24 * 60 * 60_000;

describe('Distributions of the sandbox', () => {
  let nowMs = Date.UTC(2026, 0, 1);
  const bench = useSandbox({ demo: { now: () => nowMs } });
  const surveyId = () => bench.tenant.surveys[0]?.id ?? '';
  const mailingListId = () => bench.tenant.mailingLists[0]?.mailingListId ?? '';
  const members = () =>
    [...(bench.tenant.directories[0]?.contacts.values() ?? [])].filter(({ mailingLists }) =>
      mailingLists.has(mailingListId()),
    );
  const links = (changes: object = {}) => ({
    surveyId: surveyId(),
    linkType: 'Individual',
    description: 'Spring',
    action: 'CreateDistribution',
    mailingListId: mailingListId(),
    ...changes,
  });
  const mail = (changes: object = {}) => ({
    message: { libraryId: 'UR_0SandboxUser001', messageId: 'MS_0SandboxInvite1' },
    recipients: { mailingListId: mailingListId() },
    header: { fromName: 'Us', fromEmail: 'us@example.com', replyToEmail: 'us@example.com', subject: 'Your opinion' },
    surveyLink: { surveyId: surveyId(), type: 'Individual' },
    sendDate: new Date(nowMs).toISOString(),
    ...changes,
  });
  const post = (body: object, path = '/distributions') => ask<{ id: string }>(bench, `POST ${path}`, { body });
  const create = async (body: object): Promise<string> => (await post(body)).result.id;
  const listed = async (id: string): Promise<Link[]> => {
    const all: Link[] = [];
    for (let query: string | null = `?surveyId=${surveyId()}&pageSize=50`; query !== null; ) {
      const { result }: { result: Page<Link> } = await ask<Page<Link>>(bench, `GET /distributions/${id}/links${query}`);
      all.push(...result.elements);
      query = result.nextPage && new URL(result.nextPage).search;
    }
    return all;
  };

  it('make a link of its own for every contact of the list, in pages', async () => {
    const first = await listed(await create(links()));
    assert.deepEqual(
      first.map(({ contactId }) => contactId),
      members().map(({ id }) => id),
    );
    const second = await listed(await create(links()));
    assert.equal(new Set([...first, ...second].map(({ link }) => link)).size, 2 * members().length);
  });

  it('make links with http, whose Q_DL ends with the lookup id', async () => {
    const id = await create(links({ linkType: 'Multiple' }));
    const lookupIds = new Set(members().map(({ mailingLists }) => mailingLists.get(mailingListId())?.lookupId));
    for (const { link } of await listed(id)) {
      const { protocol, pathname, searchParams } = new URL(link);
      assert.deepEqual([protocol, pathname], ['http:', `/jfe/form/${surveyId()}`]);
      assert.ok(lookupIds.has(/CGC_\w+$/.exec(searchParams.get('Q_DL') ?? '')?.[0]));
    }
  });

  it('make one link for all where nobody is to be told apart', async () => {
    const anonymous = await listed(await create(links({ linkType: 'Anonymous' })));
    assert.deepEqual([anonymous.length, new Set(anonymous.map(({ link }) => link)).size], [members().length, 1]);
  });

  it('make links that last sixty days, or as long as they are told', async () => {
    const [usual] = await listed(await create(links()));
    assert.equal(Date.parse(usual?.linkExpiration ?? ''), nowMs + 60 * DAY_MS);
    for (const expirationDate of ['2030-09-13T06:00:00Z', '2030-09-13 06:00:00']) {
      const [told] = await listed(await create(links({ expirationDate })));
      assert.equal(told?.linkExpiration, '2030-09-13T06:00:00Z');
    }
  });

  it('make a link for each transaction of a batch', async () => {
    const directory = `/directories/${bench.tenant.directories[0]?.options.directoryId}`;
    const contactId = members()[0]?.id;
    const transaction = { contactId, mailingListId: mailingListId(), transactionDate: '2026-01-01 00:00:00', data: {} };
    const transactions = { a: transaction, b: transaction };
    const made = await ask<{ createdTransactions: Record<string, { id: string }> }>(
      bench,
      `POST ${directory}/transactions`,
      { body: transactions },
    );
    const transactionIds = Object.values(made.result.createdTransactions).map(({ id }) => id);
    const batch = await ask(bench, `POST ${directory}/transactionbatches`, { body: { transactionIds } });
    const { mailingListId: _, ...rest } = links({ action: 'CreateTransactionBatchDistribution' });
    const id = await create({ ...rest, transactionBatchId: batch.result.id });
    const found = await listed(id);
    assert.deepEqual(
      found.map((link) => [link.contactId, link.transactionId]),
      transactionIds.map((transactionId) => [contactId, transactionId]),
    );
    assert.equal(new Set(found.map(({ link }) => link)).size, 2);
    assert.equal((await post({ ...rest, transactionBatchId: 'BT_none' })).status, 404);
    assert.equal((await post(mail({ recipients: { transactionBatchId: batch.result.id } }))).status, 200);
  });

  it('are for one contact by the lookup id, not by the contact’s own', async () => {
    const [member] = members();
    const contactId = member?.mailingLists.get(mailingListId())?.lookupId;
    const [one, ...others] = await listed(await create(links({ contactId })));
    assert.deepEqual([one?.contactId, others.length], [member?.id, 0]);
    assert.equal((await post(links({ contactId: member?.id }))).status, 404);
  });

  it('list fewer links while they are fresh, more and more, and then all', async () => {
    Object.assign(bench.tenant.behaviour, { linkLagMs: 60_000, linkLagShare: 0.1 });
    const id = await create(links());
    const counts: number[] = [];
    for (let look = 0; look < 3; look += 1) {
      counts.push((await listed(id)).length);
      nowMs += 30_000;
    }
    const all = members().length;
    assert.deepEqual(counts, [Math.floor(all * 0.1), Math.floor(all * 0.55), all]);
    bench.tenant.behaviour.missingLinksShare = 0.5;
    assert.equal((await listed(id)).length, Math.floor(all / 2));
  });

  it('page through a list of 30,000, each contact once', async () => {
    const contacts = 30_000;
    const directory = bench.tenant.directories[1] ?? assert.fail();
    const list = bench.tenant.mailingLists[2]?.mailingListId ?? '';
    for (let number = 0; number < contacts; number += 1) {
      const mailingLists = new Map([[list, newMembership(`CGC_${number}`)]]);
      directory.create({ email: `${number}@example.com`, mailingLists });
    }
    const id = await create(links({ mailingListId: list }));
    const emails = (await listed(id)).map(({ email }) => email);
    assert.ok(emails.length >= contacts);
    assert.equal(new Set(emails).size, emails.length);
  });

  it('are listed by survey, kind, list and date, got, and deleted', async () => {
    const ids = [await create(links()), await create(mail())];
    const list = async (query: string) => {
      const { result } = await ask<Page<{ id: string }>>(bench, `GET /distributions?surveyId=${surveyId()}${query}`);
      return result.elements.map(({ id }) => id);
    };
    assert.deepEqual(await list(''), ids);
    assert.deepEqual(await list('&distributionRequestType=Invite'), [ids[1]]);
    assert.deepEqual(await list(`&mailingListId=CG_none`), []);
    assert.deepEqual(await list('&sendStartDate=2026-01-02T00:00:00Z'), []);
    assert.deepEqual(await list('&pageSize=1'), [ids[0]]);
    assert.deepEqual(await list('&pageSize=1&offset=1'), [ids[1]]);
    const path = `/distributions/${ids[0]}`;
    const { result } = await ask(bench, `GET ${path}?surveyId=${surveyId()}`);
    assert.deepEqual([result.requestType, result.requestStatus], ['GeneratedInvite', 'Generated']);
    assert.equal((await ask(bench, `DELETE ${path}`)).status, 200);
    assert.deepEqual(await list(''), [ids[1]]);
    const gone = await ask(bench, `GET ${path}?surveyId=${surveyId()}`);
    assert.deepEqual([gone.status, gone.meta.error?.errorCode], [404, 'GED_3']);
  });

  it('send mails when their time has come, tell what became of them, and have no links', async () => {
    const id = await create(mail({ sendDate: '2030-01-01T00:00:00Z', embeddedData: { order: '17' } }));
    const get = async () => (await ask(bench, `GET /distributions/${id}?surveyId=${surveyId()}`)).result;
    assert.deepEqual([(await get()).requestStatus, (await get()).embeddedData], ['Pending', { order: '17' }]);
    nowMs = Date.UTC(2030, 0, 1);
    assert.equal((await get()).requestStatus, 'Done');
    const recipientId = members()[0]?.mailingLists.get(mailingListId())?.lookupId;
    const [responseId] = completeResponses(bench.tenant, {
      surveyId: surveyId(),
      distributionId: id,
      ...(recipientId ? { recipientId } : {}),
    });
    type Event = { status: string; contactLookupId: string; responseId: string | null };
    const { result } = await ask<Page<Event>>(bench, `GET /distributions/${id}/history?pageSize=2`);
    assert.deepEqual(
      result.elements.map((event) => [event.status, event.responseId]),
      [
        ['SurveyFinished', responseId],
        ['Success', null],
      ],
    );
    assert.equal((await ask(bench, `GET /distributions/${id}/links?surveyId=${surveyId()}`)).status, 500);
  });

  it('are followed by reminders and thanks to the same people', async () => {
    const id = await create(mail());
    const { surveyLink: _, recipients: __, ...followUp } = mail();
    for (const [path, requestType] of [
      ['reminders', 'Reminder'],
      ['thankyous', 'ThankYou'],
    ]) {
      const { result } = await ask(bench, `POST /distributions/${id}/${path}`, { body: followUp });
      const made = await ask(bench, `GET /distributions/${result.distributionId}?surveyId=${surveyId()}`);
      assert.deepEqual([made.result.parentDistributionId, made.result.requestType], [id, requestType]);
    }
  });

  it('take messages of the library and texts of their own', async () => {
    const message = { libraryId: 'UR_0SandboxUser001', messageId: 'MS_none' };
    assert.equal((await post(mail({ message }))).status, 404);
    assert.equal((await post(mail({ message: { messageText: 'Hello' } }))).status, 200);
  });

  const codes: [string, () => object, number, string | undefined, string?][] = [
    ['links with a sendDate', () => links({ sendDate: 'x' }), 400, 'RP_9', 'Unexpected json key provided: sendDate'],
    ['mails without one', () => mail({ sendDate: undefined }), 400, 'RP_10', 'Expected param not found: sendDate'],
    ['mails with a key of links', () => mail({ description: 'x' }), 400, 'RP_9'],
    ['links without a list', () => links({ mailingListId: undefined }), 400, 'RP_10'],
    ['links for no list', () => links({ mailingListId: null }), 400, 'RP_9'],
    ['an unknown list', () => links({ mailingListId: 'CG_none' }), 404, undefined],
    ['an unknown survey', () => links({ surveyId: 'SV_none' }), 404, 'GSI_2'],
    ['an inactive survey', () => links({ surveyId: bench.tenant.surveys[3]?.id }), 400, undefined],
    ['an unknown link type', () => links({ linkType: 'individual' }), 400, 'RP_9'],
    ['a day that does not exist', () => links({ expirationDate: '2030-02-30 00:00:00' }), 400, 'RP_9'],
    ['an unknown action', () => links({ action: 'Send' }), 400, 'RP_9'],
    [
      'eleven embedded data',
      () => mail({ embeddedData: Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`k${index}`, 'v'])) }),
      400,
      'RP_9',
    ],
  ];
  for (const [what, body, status, code, message] of codes) {
    it(`refuse ${what}`, async () => {
      const answer = await post(body());
      assert.deepEqual([answer.status, answer.meta.error?.errorCode], [status, code]);
      if (message) assert.equal(answer.meta.error?.errorMessage, message);
      assert.equal(bench.tenant.distributions.length, 0);
    });
  }

  it('need the survey to be named', async () => {
    const { meta } = await ask(bench, 'GET /distributions');
    assert.equal(meta.error?.errorCode, 'RP_10');
  });
});
