import assert from 'node:assert/strict';
import { dataOf, errorsOf, useFlow } from '../support/flow.js';

const POLLING = 'getNewAndUpdatedObjectsPolling';

describe('Every step under the real sailor', () => {
  const flow = useFlow();
  const directoryId = () => flow.tenant.directories[0]?.options.directoryId ?? '';
  const matching = { objectType: 'contacts', lookupCriteria: 'email', directoryMatchCriteria: 'directoryId' };

  it('Get New and Updated Objects Polling: everything once, then only what is new', async () => {
    const cfg = {
      objectType: 'contacts',
      directoryId: directoryId(),
      singlePagePerInterval: 'no',
      emitBehavior: 'emitPage',
    };
    const step = await flow.start(POLLING, cfg);
    await step.send({});
    await step.idle();
    const contacts = dataOf(step).flatMap((page) => page.result as { contactId: string }[]);
    assert.equal(new Set(contacts.map(({ contactId }) => contactId)).size, flow.tenant.directories[0]?.contacts.size);
    await step.stop();

    const created = flow.tenant.directories[0]?.create({ email: 'new@example.com' });
    await step.restart();
    const before = step.outputs.length;
    await step.send({});
    await step.idle();
    const pages = step.outputs
      .slice(before)
      .flatMap((output) => (output.kind === 'data' ? [output.message.body.result] : []));
    assert.deepEqual(
      (pages as { contactId: string }[][]).map((page) => page.map(({ contactId }) => contactId)),
      [[created?.id]],
    );
  });

  it('Upsert Object and Lookup Object', async () => {
    const upsert = await flow.start('upsertObject', matching);
    await upsert.send({ lookupCriteriaValue: 'jo@example.com', directory: directoryId(), firstName: 'Jo' });
    await upsert.idle();
    const [created] = dataOf(upsert);
    await upsert.stop();
    const lookup = await flow.start('lookupObject', matching);
    await lookup.send({ lookupCriteriaValue: 'jo@example.com', directory: directoryId() });
    await lookup.idle();
    const [found] = dataOf(lookup);
    assert.equal(found?.contactId, created?.contactId);
    assert.equal(found?.firstName, 'Jo');
  });

  it('Upsert Object, Lookup Objects and Delete Object, with mailing lists', async () => {
    const { mailingLists } = flow.tenant;
    const directory = directoryId();
    const byName = { objectType: 'mailingLists', lookupCriteria: 'name', directoryMatchCriteria: 'directoryId' };
    const upsert = await flow.start('upsertObject', byName);
    await upsert.send({ lookupCriteriaValue: 'Autumn', directory });
    await upsert.send({ lookupCriteriaValue: 'Autumn', directory });
    await upsert.idle();
    const [created, found] = dataOf(upsert);
    assert.equal(created?.mailingListId, found?.mailingListId);
    await upsert.stop();

    const cfg = { ...byName, emitBehavior: 'emitPage', termNumber: '1' };
    const lookup = await flow.start('lookupObjects', cfg);
    await lookup.send({ directory, sTerm_1: { fieldName: 'name', condition: 'eq', fieldValue: 'Autumn' } });
    await lookup.idle();
    const lists = dataOf(lookup).flatMap(({ results }) => results as { mailingListId: string }[]);
    assert.deepEqual(
      lists.map(({ mailingListId }) => mailingListId),
      [created?.mailingListId],
    );
    await lookup.stop();

    const remove = await flow.start('deleteObject', byName);
    await remove.send({ lookupCriteriaValue: 'Autumn', directory });
    await remove.send({ lookupCriteriaValue: 'Autumn', directory });
    await remove.idle();
    assert.deepEqual(dataOf(remove), [{ mailingListId: created?.mailingListId }, {}]);
    assert.equal(mailingLists.filter(({ name }) => name === 'Autumn').length, 0);
  });

  it('Make Raw Request', async () => {
    const step = await flow.start('makeRawRequest');
    await step.send({ url: 'whoami', method: 'GET' });
    await step.idle();
    assert.equal(dataOf(step)[0]?.statusCode, 200);
  });

  it('Import Contacts: from a file in the storage, attached to the message; its report imports to nothing', async () => {
    const cfg = { directoryId: directoryId(), mailingListId: flow.tenant.mailingLists[0]?.mailingListId };
    const step = await flow.start('importContacts', cfg);
    await step.send({ contacts: [{ email: 'jo@example.com' }] });
    await step.idle();
    const [first] = step.outputs;
    assert.ok(first?.kind === 'data');
    await step.send({}, { attachments: first.message.attachments });
    await step.idle();
    assert.deepEqual(
      dataOf(step).map(({ added, failed }) => [added, failed]),
      [
        [1, 0],
        [0, 1],
      ],
    );
  });

  it('Generate Custom Distribution Link', async () => {
    const step = await flow.start('generateDistributionLink');
    const mailingListId = flow.tenant.mailingLists[0]?.mailingListId;
    await step.send({ surveyId: flow.tenant.surveys[0]?.id, linkType: 'Multiple', description: 'd', mailingListId });
    await step.idle();
    assert.equal(dataOf(step)[0]?.id, flow.tenant.distributions[0]?.id);
  });

  it('Getting Survey Responses: the file is in the storage, under the message’s attachments', async () => {
    flow.tenant.behaviour.exportChecks = 0;
    const step = await flow.start('getSurveyResponses');
    const survey = flow.tenant.surveys[0];
    await step.send({ fileFormat: 'ndjson', surveyId: survey?.id, filterId: survey?.filters[0]?.filterId });
    await step.idle();
    const [file] = dataOf(step);
    const [output] = step.outputs;
    assert.ok(output?.kind === 'data' && file);
    assert.deepEqual(Object.values(output.message.attachments), [
      { url: file.attachmentUrl, size: file.size, 'content-type': 'application/x-ndjson' },
    ]);
    const headers = { authorization: `Bearer ${flow.platform.storage.token}` };
    const stored = await (await fetch(String(file.attachmentUrl), { headers })).text();
    assert.equal(Buffer.byteLength(stored), file.size);
    assert.ok(stored.split('\n').every((line) => line === '' || JSON.parse(line).values.QID1 >= 9));
  });

  it('reports an error with the message a flow builder reads, and goes on with the next message', async () => {
    const step = await flow.start('makeRawRequest');
    await step.send({ url: 'https://example.com', method: 'GET' });
    await step.send({ url: 'whoami', method: 'GET' });
    await step.idle();
    assert.match(errorsOf(step)[0] ?? '', /^"Url" must be a path/);
    assert.equal(step.outputs.filter(({ kind }) => kind === 'data').length, 1);
  });

  it('keeps a new token in the credential, and is not disturbed when that fails', async () => {
    for (const fails of [false, true]) {
      flow.platform.api.accountsFail = fails;
      flow.tenant.tokens.revokeAll();
      const step = await flow.start('makeRawRequest', { _account: `account-${fails}` });
      await step.send({ url: 'whoami', method: 'GET' });
      await step.idle();
      assert.equal(dataOf(step).length, 1);
      await step.stop();
    }
    const { keys } = flow.platform.api.accounts.get('account-false') as { keys: { tokens: string } };
    assert.deepEqual(Object.keys(JSON.parse(keys.tokens)), [
      'access_token',
      'token_type',
      'expires_in',
      'tokenExpiryTime',
      'client',
    ]);
    assert.equal(flow.platform.api.accounts.has('account-true'), false);
  });
});
