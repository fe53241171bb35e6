import assert from 'node:assert/strict';
import { useSandbox } from '../../support/sandbox.js';

describe('The sandbox by its own routes', () => {
  const bench = useSandbox();

  const control = async (method: string, path: string, body?: object) => {
    const answer = await fetch(`${bench.sandbox.url}/sandbox${path}`, {
      method,
      ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
    });
    return { status: answer.status, said: (await answer.json()) as { faults: unknown[]; behaviour: object } };
  };

  it('plans faults, tells which are still to come, and forgets them', async () => {
    const fault = { kind: 'status', status: 429, when: 'before', retryAfter: '5' };
    const planned = await control('POST', '/faults', { match: 'whoami', fault, times: 2 });
    assert.deepEqual(planned.said.faults, [{ match: 'whoami', fault, left: 2 }]);
    assert.equal((await fetch(`${bench.sandbox.url}/API/v3/whoami`)).status, 400, 'no token is told first');
    const headers = { 'x-api-token': bench.tenant.apiToken };
    const answer = await fetch(`${bench.sandbox.url}/API/v3/whoami`, { headers });
    assert.deepEqual([answer.status, answer.headers.get('retry-after')], [429, '5']);
    assert.deepEqual((await control('GET', '')).said.faults, [{ match: 'whoami', fault, left: 1 }]);
    assert.deepEqual((await control('DELETE', '/faults')).said.faults, []);
  });

  it('changes its behaviour, and says what it was asked', async () => {
    await control('PATCH', '/behaviour', { indexLagMs: 30_000, loosePhones: true });
    assert.equal(bench.tenant.behaviour.indexLagMs, 30_000);
    await fetch(`${bench.sandbox.url}/API/v3/whoami`, { headers: { 'x-api-token': bench.tenant.apiToken } });
    const { said } = await control('GET', '/requests');
    assert.deepEqual(said, [{ method: 'GET', url: '/API/v3/whoami', status: 200 }]);
  });

  for (const [method, path, body] of [
    ['POST', '/faults', { match: 'x' }],
    ['POST', '/faults', { match: 'x', fault: { kind: 'status' } }],
    ['POST', '/faults', { match: 'x', fault: { kind: 'fire' } }],
    ['POST', '/faults', { match: '(', fault: { kind: 'stall' } }],
    ['PATCH', '/behaviour', { indexLagMs: -1 }],
  ] as const) {
    it(`refuses ${JSON.stringify(body)}`, async () => {
      const before = structuredClone(bench.tenant.behaviour);
      assert.equal((await control(method, path, body)).status, 400);
      assert.deepEqual([bench.sandbox.faults.planned(), bench.tenant.behaviour], [[], before]);
    });
  }
});
