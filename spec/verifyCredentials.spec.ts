import assert from 'node:assert/strict';
import { verifyCredentials } from '../src/verifyCredentials.js';
import { NO_SUCH_HOST } from './support/noSuchHost.js';
import { useSandbox } from './support/sandbox.js';
import { messageOf } from './support/step.js';

describe('Verify a credential', () => {
  const bench = useSandbox();
  const verify = (changes: Record<string, unknown> = {}) =>
    verifyCredentials.call(undefined, { ...bench.credential, ...changes });

  it('says that a good one is verified, after a real call with a new token', async () => {
    assert.deepEqual(await verify(), { verified: true });
    assert.deepEqual(
      bench.sandbox.requests.map(({ path }) => path),
      ['/oauth2/token', '/API/v3/whoami'],
    );
  });

  it('does not take a stored token for a proof', async () => {
    const tokens = JSON.stringify({ access_token: 'old', tokenExpiryTime: '2999-01-01T00:00:00Z' });
    await verify({ tokens, clientSecret: 'wrong' }).then(
      () => assert.fail('It was to be refused.'),
      () => undefined,
    );
  });

  it('names the fields to check when id or secret is wrong', async () => {
    assert.match(await messageOf(verify({ clientSecret: 'wrong' })), /invalid_client.*"Client ID" and "Client Secret"/);
  });

  it('names the data center when there is no such host', async () => {
    process.env.QUALTRICS_BASE_URL = `http://${NO_SUCH_HOST}`;
    assert.match(await messageOf(verify()), /no such host.*"Data Center ID"/);
  });

  it('names the data center when the token is unknown there', async () => {
    bench.sandbox.faults.add({ match: /API/, times: 9, fault: { kind: 'status', status: 401, when: 'before' } });
    assert.match(await messageOf(verify()), /"Data Center ID"/);
  });

  it('refuses a data center that is none, before any request', async () => {
    const message = await messageOf(verify({ dataCenterId: 'https://example.com' }));
    assert.match(message, /"Data Center ID" must be an id like "fra1".*"https:\/\/example.com"/);
    assert.equal(bench.sandbox.requests.length, 0);
  });

  it('is content with a client that may only use directories', async () => {
    bench.tenant.behaviour.scopes = ['manage:directories', 'manage:directory_contacts'];
    assert.deepEqual(await verify(), { verified: true });
  });

  it('is content with it also when the missing scope is answered with 401', async () => {
    bench.sandbox.faults.add({ match: /whoami/, times: 9, fault: { kind: 'status', status: 401, when: 'before' } });
    assert.deepEqual(await verify(), { verified: true });
  });

  it('names the scope that is missing', async () => {
    bench.tenant.behaviour.scopes = ['read:surveys'];
    assert.match(await messageOf(verify()), /403.*needs read:directories or manage:directories.*add the scope/);
  });

  it('says how long it waited when there is no answer', async () => {
    process.env.API_REQUEST_TIMEOUT = '50';
    bench.sandbox.faults.add({ match: /token/, fault: { kind: 'latency', ms: 500 } });
    assert.match(await messageOf(verify()), /no answer within 0.05 s.*"Data Center ID"/);
  });

  it('asks for every scope only when the server insists on one', async () => {
    bench.tenant.behaviour.insistsOnScope = true;
    assert.deepEqual(await verify(), { verified: true });
    const bodies = bench.sandbox.requests
      .filter(({ path }) => path === '/oauth2/token')
      .map(({ body }) => ({ ...(body as object) }));
    assert.deepEqual(bodies, [
      { grant_type: 'client_credentials' },
      { grant_type: 'client_credentials', scope: 'manage:all' },
    ]);
  });

  for (const field of ['dataCenterId', 'clientId', 'clientSecret']) {
    it(`says that ${field} is required when it is empty`, async () => {
      assert.match(await messageOf(verify({ [field]: ' ' })), /is required, but it is empty/);
      assert.equal(bench.sandbox.requests.length, 0);
    });
  }
});
