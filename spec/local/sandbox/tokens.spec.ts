import assert from 'node:assert/strict';
import { useSandbox } from '../../support/sandbox.js';

describe('The sandbox gives a token', () => {
  const bench = useSandbox();
  const grant = { grant_type: 'client_credentials' };
  const authorization = () =>
    `Basic ${Buffer.from(`${bench.tenant.clientId}:${bench.tenant.clientSecret}`).toString('base64')}`;

  /** Every form of the token request seen in public code. */
  const FORMS: Readonly<Record<string, () => [query: string, init: RequestInit]>> = {
    'for a form': () => ['', { headers: { authorization: authorization() }, body: new URLSearchParams(grant) }],
    'for a form with the scope in the query': () => [
      '?scope=read:users',
      { headers: { authorization: authorization() }, body: new URLSearchParams(grant) },
    ],
    'for a multipart form': () => {
      const body = new FormData();
      body.set('grant_type', grant.grant_type);
      return ['', { headers: { authorization: authorization() }, body }];
    },
    'for a client named in the body': () => {
      const { clientId: client_id, clientSecret: client_secret } = bench.tenant;
      const scope = 'read:users manage:directories';
      return ['', { body: new URLSearchParams({ ...grant, client_id, client_secret, scope }) }];
    },
  };

  for (const [form, request] of Object.entries(FORMS)) {
    it(form, async () => {
      const [query, init] = request();
      const answer = await fetch(`${bench.sandbox.url}/oauth2/token${query}`, { method: 'POST', ...init });
      const token = (await answer.json()) as { access_token: string };
      assert.equal(answer.status, 200);
      const headers = { authorization: `bearer ${token.access_token}` };
      assert.equal((await fetch(`${bench.sandbox.url}/API/v3/whoami`, { headers })).status, 200);
    });
  }

  it('that opens what its scopes say, and nothing else', async () => {
    const asked = new URLSearchParams({ ...grant, scope: 'openid' });
    const headers = { authorization: authorization() };
    const given = await fetch(`${bench.sandbox.url}/oauth2/token`, { method: 'POST', headers, body: asked });
    const token = (await given.json()) as { access_token: string };
    const api = bench.sandbox.routes.filter((route) => route.includes(' /API/v3/'));
    assert.ok(api.length > 80);
    for (const route of api) {
      const [method = '', path = ''] = route.replace(/\{\w+\}/g, 'x').split(' ');
      const answer = await fetch(`${bench.sandbox.url}${path}`, {
        method,
        headers: { authorization: `Bearer ${token.access_token}`, 'content-type': 'application/json' },
        ...(method === 'GET' ? {} : { body: '{}' }),
      });
      const { meta } = (await answer.json()) as { meta: { error?: { errorCode?: string } } };
      assert.deepEqual([answer.status, meta.error?.errorCode], [403, 'SCD_2'], route);
    }
  });
});
