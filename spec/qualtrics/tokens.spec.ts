import assert from 'node:assert/strict';
import * as makeRawRequest from '../../src/actions/makeRawRequest.js';
import { whoami } from '../../src/qualtrics/api/whoami.js';
import { TokenCache } from '../../src/qualtrics/auth/tokens.js';
import { RateLimitGate } from '../../src/qualtrics/client/rateLimitGate.js';
import { resetSharedState } from '../../src/util/sharedState.js';
import { aClient } from '../support/client.js';
import { useSandbox } from '../support/sandbox.js';
import { runStep } from '../support/step.js';

describe('Access tokens', () => {
  const bench = useSandbox();
  const tokenRequests = () => bench.sandbox.requests.filter(({ path }) => path === '/oauth2/token').length;
  const later = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();
  const issued = () => bench.tenant.tokens.issue(3600, ['manage:all']);
  const call = (cfg: Record<string, unknown> = {}) =>
    runStep(makeRawRequest, { cfg: { ...bench.credential, ...cfg }, body: { url: 'whoami', method: 'GET' } });

  it('are asked for once and used by all messages of the process', async () => {
    for (let message = 0; message < 3; message += 1) await call();
    assert.equal(tokenRequests(), 1);
  });

  it('are asked for once by messages at the same time', async () => {
    await Promise.all(Array.from({ length: 10 }, () => call()));
    assert.equal(tokenRequests(), 1);
  });

  const stored = (access_token: string, tokenExpiryTime: string) => ({
    access_token,
    token_type: 'bearer',
    expires_in: 3600,
    tokenExpiryTime,
  });
  it('come from the credential when it holds a good one, in each of the forms it may have', async () => {
    const token = stored(issued(), later(3600));
    for (const tokens of [token, JSON.stringify(token), JSON.stringify(JSON.stringify(token))]) {
      await call({ tokens });
    }
    assert.equal(tokenRequests(), 0);
  });

  const bad: [string, () => unknown][] = [
    ['is unreadable', () => '{access_token'],
    ['is empty', () => ''],
    ['is not an object', () => '[1]'],
    ['lacks its end', () => JSON.stringify({ access_token: issued() })],
    ['has an end that is no date', () => JSON.stringify(stored(issued(), 'soon'))],
    ['is past its end', () => JSON.stringify(stored(issued(), later(-1)))],
    ['ends within a minute', () => JSON.stringify(stored(issued(), later(59)))],
    ['holds characters that no header may', () => JSON.stringify(stored('a\r\nX-Evil: 1', later(3600)))],
  ];
  for (const [what, tokens] of bad) {
    it(`are asked for anew when the credential's ${what}`, async () => {
      await call({ tokens: tokens() });
      assert.equal(tokenRequests(), 1);
    });
  }

  it('are replaced once when they were revoked, not once for each request in flight', async () => {
    await call();
    bench.tenant.tokens.revokeAll();
    await Promise.all(Array.from({ length: 10 }, () => call()));
    assert.equal(tokenRequests(), 2);
  });

  it('are not taken from the credential again once refused', async () => {
    const tokens = JSON.stringify(stored('revoked-long-ago', later(3600)));
    await call({ tokens });
    bench.tenant.tokens.revokeAll();
    await call({ tokens });
    const refused = bench.sandbox.requests.filter(({ status }) => status === 401).length;
    assert.deepEqual([tokenRequests(), refused], [2, 2]);
  });

  it('fail with one error when a new one is refused, too', async () => {
    bench.sandbox.faults.add({ match: /whoami/, times: 9, fault: { kind: 'status', status: 401, when: 'before' } });
    await assert.rejects(call(), /401 to GET \/whoami.*Check "Data Center ID", "Client ID" and "Client Secret"/);
    assert.deepEqual([tokenRequests(), bench.calls().length], [2, 2]);
  });

  it('are renewed a minute before they end', async () => {
    bench.tenant.behaviour.tokenLifetimeSeconds = 59;
    await call();
    await call();
    assert.equal(tokenRequests(), 2);
  });

  it('are offered to the credential they belong to, and only when there is one', async () => {
    assert.deepEqual((await call()).keys, []);
    bench.tenant.tokens.revokeAll();
    const { keys } = await call({ _account: 'account-1' });
    const [{ tokens } = { tokens: '' }] = keys as { tokens: string }[];
    assert.deepEqual(Object.keys(JSON.parse(tokens)), [
      'access_token',
      'token_type',
      'expires_in',
      'tokenExpiryTime',
      'client',
    ]);
    assert.ok(bench.tenant.tokens.scopesOf(JSON.parse(tokens).access_token));
  });

  it('do not fail a message when they cannot be kept', async () => {
    const run = await runStep(makeRawRequest, {
      cfg: { ...bench.credential, _account: 'account-1' },
      body: { url: 'whoami', method: 'GET' },
      onEmit: (event) => {
        if (event === 'updateKeys') throw new Error('no permission');
      },
    });
    assert.equal(run.data.length, 1);
    assert.ok(run.logs.some((line) => line.startsWith('The new access token could not be stored')));
  });

  it('are kept apart by address, client and secret', async () => {
    const tokenCache = new TokenCache();
    const shared = { tokenCache, gate: new RateLimitGate() };
    await whoami(aClient(bench.sandbox, shared));
    await assert.rejects(whoami(aClient(bench.sandbox, { ...shared, clientSecret: 'other' })), /invalid_client/);
    await assert.rejects(whoami(aClient(bench.sandbox, { ...shared, clientId: 'other' })), /invalid_client/);
    const elsewhere = bench.sandbox.url.replace('127.0.0.1', 'localhost');
    await whoami(aClient(bench.sandbox, { ...shared, baseUrl: elsewhere }));
    assert.equal(tokenRequests(), 4);
  });

  it('survive being written down and read again', async () => {
    const kept = await storedByStep({});
    resetSharedState();
    await call({ tokens: kept });
    assert.equal(tokenRequests(), 1);
  });

  it('are not used for another client than the one they were stored for', async () => {
    const kept = await storedByStep({});
    resetSharedState();
    bench.sandbox.requests.length = 0;
    await assert.rejects(call({ tokens: kept, clientSecret: 'of another brand' }), /invalid_client/);
    assert.deepEqual(bench.calls(), []);
  });

  it('that were kept from earlier are renewed once after a 403: the scope may have been given since', async () => {
    const narrow = bench.tenant.tokens.issue(3600, ['read:users']);
    await runStep(makeRawRequest, {
      cfg: { ...bench.credential, tokens: stored(narrow, later(3600)) },
      body: { url: 'directories', method: 'GET' },
    });
    assert.equal(tokenRequests(), 1);
  });

  it('are not asked for again and again where a 403 stays', async () => {
    bench.tenant.behaviour.scopes = ['read:users'];
    const list = () => runStep(makeRawRequest, { cfg: bench.credential, body: { url: 'directories', method: 'GET' } });
    for (let message = 0; message < 5; message += 1) await assert.rejects(list(), /not allowed/);
    assert.equal(tokenRequests(), 1);
  });

  /** What a step offers the platform to keep in the credential. */
  async function storedByStep(cfg: Record<string, unknown>): Promise<unknown> {
    resetSharedState();
    const run = await runStep(makeRawRequest, {
      cfg: { ...bench.credential, _account: 'account', ...cfg },
      body: { url: 'whoami', method: 'GET' },
    });
    return (run.keys[0] as { tokens: unknown }).tokens;
  }
});
