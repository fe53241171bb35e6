import assert from 'node:assert/strict';
import { useSandbox } from '../../support/sandbox.js';

interface Said {
  readonly faults: unknown[];
  readonly behaviour: object;
  readonly contactIds: string[];
  readonly brand: {
    readonly directories: {
      readonly directoryId: string;
      readonly contactCount: number;
      readonly mailingLists: { readonly contactCount: number }[];
    }[];
    readonly surveys: unknown[];
  };
}

describe('The sandbox by its own routes', () => {
  const bench = useSandbox();

  const control = async (method: string, path: string, body?: object) => {
    const answer = await fetch(`${bench.sandbox.url}/sandbox${path}`, {
      method,
      ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
    });
    return { status: answer.status, said: (await answer.json()) as Said };
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

  it('tells what the brand holds, and adds contacts to it', async () => {
    const [customers] = (await control('GET', '')).said.brand.directories;
    const directoryId = customers?.directoryId ?? '';
    const { contactIds } = (await control('POST', '/contacts', { directoryId, count: 3 })).said;
    const { brand } = (await control('GET', '')).said;
    assert.equal(brand.directories[0]?.contactCount, Number(customers?.contactCount) + 3);
    assert.ok(contactIds.every((id) => bench.tenant.directories[0]?.contacts.has(id)));
    assert.equal(new Set(contactIds).size, 3);
    assert.ok(brand.directories.some(({ mailingLists }) => mailingLists.some(({ contactCount }) => contactCount > 50)));
    assert.equal(brand.surveys.length, bench.tenant.surveys.length);
  });

  it('says by which fields contacts of a directory are the same', async () => {
    const [directory] = bench.tenant.directories;
    const path = `/directories/${directory?.options.directoryId}`;
    const deduplicationCriteria = { phone: true };
    assert.equal((await control('PATCH', path, { deduplicationCriteria })).status, 200);
    const [there] = directory?.contacts.values() ?? [];
    assert.equal(directory?.duplicateOf({ phone: there?.phone ?? '' })?.id, there?.id);
    assert.equal(directory?.duplicateOf({ email: there?.email ?? '' }), undefined);
    assert.equal((await control('PATCH', '/directories/POOL_x', { deduplicationCriteria })).status, 404);
  });

  for (const [method, path, body] of [
    ['POST', '/faults', { match: 'x', fault: { kind: 'edit' } }],
    ['POST', '/contacts', { directoryId: 'x', count: 0 }],
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
