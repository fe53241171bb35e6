import assert from 'node:assert/strict';
import * as lookupObject from '../../src/actions/lookupObject.js';
import * as makeRawRequest from '../../src/actions/makeRawRequest.js';
import { whoami } from '../../src/qualtrics/api/whoami.js';
import { aClient } from '../support/client.js';
import { useOddServer } from '../support/oddServer.js';
import { useSandbox } from '../support/sandbox.js';
import { messageOf, runStep } from '../support/step.js';

/** What the world can do to have a log tell what it must not. */
describe('Log lines', () => {
  const bench = useSandbox();
  const odd = useOddServer();
  const QUICK = { retryDelayMs: 1, requestTimeoutMs: 5000, retriesCount: 2 };

  it('name nobody, though an email is looked up as if it were an id', async () => {
    const directory = bench.tenant.directories[0]?.options.directoryId;
    const { logs } = await runStep(lookupObject, {
      cfg: {
        ...bench.credential,
        objectType: 'contacts',
        lookupCriteria: 'contactId',
        directoryMatchCriteria: 'directoryId',
        allowZeroResults: true,
      },
      body: { lookupCriteriaValue: 'jane@example.com', directory },
    });
    assert.match(logs.join('\n'), /GET \/directories\/POOL_\w+\/contacts\/…: status 404/);
    assert.doesNotMatch(logs.join('\n'), /jane/);
  });

  it('name nobody, though a raw request has a name in its path', async () => {
    const body = { url: '/directories/POOL_1/contacts/+15550100', method: 'GET' };
    const { logs } = await runStep(makeRawRequest, { cfg: { ...bench.credential, doNotThrow404: true }, body });
    assert.match(logs.join('\n'), /contacts\/…: status 404/);
  });

  it('hold no token, wherever an answer repeats what it was sent', async () => {
    const logs: string[] = [];
    const authorizations: string[] = [];
    odd.answer = () => {
      const [, token = ''] = String(odd.asked.at(-1)?.headers.authorization).split(' ');
      authorizations.push(token);
      return {
        status: 500,
        body: { meta: { requestId: token, error: { errorCode: token, errorMessage: `no ${token}` } } },
      };
    };
    const message = await messageOf(whoami(aClient(bench.sandbox, { baseUrl: odd.url, settings: QUICK, logs })));
    assert.ok(authorizations[0] && logs.length > 2);
    for (const text of [message, ...logs]) assert.ok(!text.includes(authorizations[0]), text);
  });
});
