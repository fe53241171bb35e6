import assert from 'node:assert/strict';
import { deleteContact, getContact, searchContacts, updateContact } from '../../src/qualtrics/api/contacts.js';
import { listDirectories } from '../../src/qualtrics/api/directories.js';
import { createLinkDistribution } from '../../src/qualtrics/api/distributions.js';
import { whoami } from '../../src/qualtrics/api/whoami.js';
import type { QualtricsClient } from '../../src/qualtrics/client/client.js';
import { QualtricsError } from '../../src/qualtrics/client/errors.js';
import { aClient } from '../support/client.js';
import { type OddAnswer, useOddServer } from '../support/oddServer.js';
import { useSandbox } from '../support/sandbox.js';

/**
 * The kind of fault: an answer whose status says that all went well, and whose contents cannot be Qualtrics'. It says
 * nothing of what there is, so it is neither "none" nor a success: asked again where that is safe, then an error.
 */
describe('An answer of the wrong shape', () => {
  const bench = useSandbox();
  const server = useOddServer();
  const client = (): QualtricsClient =>
    aClient(bench.sandbox, { baseUrl: server.url, settings: { retryDelayMs: 1, retriesCount: 3 } });
  const search = () =>
    searchContacts(client(), 'POOL_1', { criteria: [{ filterType: 'email', comparison: 'eq', value: 'a' }] });

  const shapes: Record<string, OddAnswer> = {
    'an empty result': { body: { result: {}, meta: {} } },
    'no result': { body: { meta: {} } },
    'a null result': { body: { result: null } },
    'a list of null': { body: { result: { elements: null } } },
    'a list that is an object': { body: { result: { elements: { 0: {} } } } },
    'a result that is a list': { body: { result: [] } },
    'an element that is null': { body: { result: { elements: [null] } } },
    'elements that are lists': { body: { result: { elements: [[{ id: 'CID_1', directoryId: 'POOL_1' }]] } } },
    'lists within lists': { body: `{"result":{"elements":[${'['.repeat(20_000)}${']'.repeat(20_000)}]}}` },
    'a text': { body: '"ok"' },
    'nothing at all': { body: '' },
    'a web page': { headers: { 'content-type': 'text/html' }, body: '<html></html>' },
    'two bodies glued together': { body: '{"result":{"elements":[]}}{"result":{"elements":[]}}' },
    'half a body': { body: '{"result":{"elements":[' },
  };
  for (const [shape, answer] of Object.entries(shapes)) {
    it(`with ${shape} is not "no contacts" and not "no directories"`, async () => {
      server.answer = () => answer;
      await assert.rejects(search(), QualtricsError);
      assert.equal(server.asked.length, 3);
      await assert.rejects(listDirectories(client()), QualtricsError);
    });
  }

  it('names nobody whose id is none: what has no id is not "another contact"', async () => {
    for (const id of [undefined, null, '', '..', 7, {}, { toString: 1 }, ['CID_1'], 'CID_\u0000', 'x'.repeat(300)]) {
      server.answer = () => ({ body: { result: { elements: [{ id, email: 'a' }] } } });
      await assert.rejects(search(), /lists something without "id"/);
      server.answer = () => ({ body: { result: { contactId: id, email: 'a' } } });
      await assert.rejects(getContact(client(), 'POOL_1', 'CID_1'), /holds no "contactId"/);
    }
  });

  it('comes in place of a write: that was not done because a web page says 200', async () => {
    for (const body of ['<html>Sign in</html>', 'ok', '[]', 'null', '"done"']) {
      server.answer = () => ({ body });
      await assert.rejects(updateContact(client(), 'POOL_1', 'CID_1', { firstName: 'A' }), QualtricsError);
      await assert.rejects(deleteContact(client(), 'POOL_1', 'CID_1'), QualtricsError);
    }
    server.answer = () => ({ body: '' });
    await updateContact(client(), 'POOL_1', 'CID_1', { firstName: 'A' });
  });

  it('with the status 404 is not "no such contact" when it is a web page', async () => {
    const page = { 'content-type': 'text/html' };
    server.answer = () => ({ status: 404, headers: page, body: '<html>No such site</html>' });
    await assert.rejects(getContact(client(), 'POOL_1', 'CID_1'), /answered 404 .*The answer is a web page/);
    server.answer = (_path, count) => ({ status: count % 2 ? 500 : 404, headers: page, body: '<html></html>' });
    await assert.rejects(deleteContact(client(), 'POOL_1', 'CID_1'), QualtricsError);
  });

  it('that leads on and on ends, whatever the next page is called', async () => {
    for (const elements of [[], [{ directoryId: 'POOL_1' }]]) {
      server.answer = (_path, count) => ({ body: { result: { elements, nextPage: `?skipToken=${count}` } } });
      await assert.rejects(listDirectories(client()), /listed (?:the same page twice|one empty page after the other)/);
    }
  });

  it('is asked for again, and what comes then counts', async () => {
    server.answer = (_path, count) => ({ body: { result: count < 3 ? {} : { elements: [{ id: 'CID_1' }] } } });
    assert.equal((await search()).elements.length, 1);
  });

  it('after a create leaves open whether it was done, and is not sent again', async () => {
    server.answer = () => ({ body: { result: {}, meta: {} } });
    const distribution = { surveyId: 'SV_1', linkType: 'Individual', description: 'd', mailingListId: 'CG_1' } as const;
    await assert.rejects(
      createLinkDistribution(client(), distribution),
      (error) => error instanceof QualtricsError && error.outcomeUnknown && /holds no "id"/.test(error.message),
    );
    assert.equal(server.asked.length, 1);
  });

  it('is called what it is: a web page, a text, nothing', async () => {
    const messageOf = async (answer: OddAnswer): Promise<string> => {
      server.answer = () => answer;
      return whoami(client()).then(
        () => assert.fail('It was to fail.'),
        (error: Error) => error.message,
      );
    };
    assert.match(await messageOf({ body: '<html>' }), /is not JSON.*The answer is a web page/);
    const text = await messageOf({ body: 'upstream unavailable' });
    assert.match(text, /is not JSON.*it was not the Qualtrics API that answered/);
    assert.doesNotMatch(text, /web page/);
    assert.doesNotMatch(await messageOf({ body: '' }), /web page/);
  });

  it('never leads a list to a stranger, but keeps a page on another host of Qualtrics', async () => {
    const page = (nextPage: string) => ({ body: { result: { elements: [{ directoryId: 'POOL_1' }], nextPage } } });
    const last = { body: { result: { elements: [{ directoryId: 'POOL_2' }] } } };
    server.answer = (_path, count) =>
      count === 1 ? page('https://sjc1.qualtrics.com/API/v3/directories?skipToken=a') : last;
    assert.equal((await listDirectories(client())).length, 2);
    assert.equal(server.asked[1]?.path, '/API/v3/directories?skipToken=a');
    server.answer = () => page('https://qualtrics.com.example.com/API/v3/directories?skipToken=a');
    await assert.rejects(listDirectories(client()), /on another host/);
  });

  it('names a next page that is no address', async () => {
    server.answer = () => ({ body: { result: { elements: [], nextPage: 'https://[' } } });
    assert.equal((await search()).skipToken, undefined);
  });
});
