import assert from 'node:assert/strict';
import type { Fault } from '../../../local/sandbox/http/faults.js';
import { useSandbox } from '../../support/sandbox.js';

describe('A fault of the sandbox', () => {
  const bench = useSandbox();
  const path = () => `/API/v3/directories/${bench.tenant.directories[0]?.options.directoryId}/mailinglists`;

  async function meet(...faults: Fault[]) {
    bench.sandbox.faults.add(...faults.map((fault) => ({ match: /mailinglists/, fault })));
    const answer = await fetch(`${bench.sandbox.url}${path()}`, { headers: { 'x-api-token': bench.tenant.apiToken } });
    return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) };
  }

  it('is any answer', async () => {
    const body = { meta: { httpStatus: '418' } };
    const headers = { 'X-Teapot': 'yes', 'Content-Type': 'application/problem+json' };
    const answer = await meet({ kind: 'status', when: 'before', status: 418, headers, body });
    assert.deepEqual([answer.status, JSON.parse(answer.bytes.toString())], [418, body]);
    assert.equal(answer.headers.get('x-teapot'), 'yes');
    assert.equal(answer.headers.get('content-type'), 'application/problem+json');
  });

  it('is a text as it stands', async () => {
    const answer = await meet({ kind: 'status', when: 'after', status: 200, body: 'not JSON' });
    assert.equal(answer.bytes.toString(), 'not JSON');
  });

  it('is a page in HTML with status 200', async () => {
    const answer = await meet({ kind: 'status', when: 'after', status: 200, html: true });
    assert.deepEqual([answer.status, answer.headers.get('content-type')], [200, 'text/html']);
    assert.match(answer.bytes.toString(), /^<html>/);
  });

  it('is Retry-After with a 503, the work done all the same', async () => {
    bench.sandbox.faults.add({
      match: /POST .*mailinglists/,
      fault: { kind: 'status', when: 'after', status: 503, retryAfter: '7' },
    });
    const before = bench.tenant.mailingLists.length;
    const headers = { 'x-api-token': bench.tenant.apiToken, 'content-type': 'application/json' };
    const init = { method: 'POST', headers, body: JSON.stringify({ name: 'Lost' }) };
    const answer = await fetch(`${bench.sandbox.url}${path()}`, init);
    assert.deepEqual([answer.status, answer.headers.get('retry-after')], [503, '7']);
    assert.equal(bench.tenant.mailingLists.length, before + 1);
  });

  it('is a byte order mark before the answer', async () => {
    const { bytes } = await meet({ kind: 'byteOrderMark' });
    assert.deepEqual([...bytes.subarray(0, 4)], [0xef, 0xbb, 0xbf, '{'.charCodeAt(0)]);
  });

  it('is a missing Date', async () => {
    assert.equal((await meet({ kind: 'headers', remove: ['Date'] })).headers.get('date'), null);
    assert.notEqual((await meet()).headers.get('date'), null);
  });

  const EDITS: readonly [what: string, edit: Extract<Fault, { kind: 'edit' }>, expected: RegExp][] = [
    ['missing elements', { kind: 'edit', path: 'result.elements' }, /"result":\{"nextPage"/],
    ['elements that are null', { kind: 'edit', path: 'result.elements', value: null }, /"elements":null/],
    [
      'one field of all elements',
      { kind: 'edit', path: 'result.elements.*.name', value: 'x' },
      /"name":"x".*"name":"x"/,
    ],
    [
      'a next page on another host',
      { kind: 'edit', path: 'result.nextPage', value: 'https://other.example/' },
      /other/,
    ],
    ['a notice', { kind: 'edit', path: 'meta.notice', value: 'Request proxied.' }, /"notice":"Request proxied\."/],
    ['what is not there at all', { kind: 'edit', path: 'nothing.at.all', value: 1 }, /"elements":\[\{/],
  ];
  for (const [what, edit, expected] of EDITS) {
    it(`is an answer with ${what}`, async () => {
      assert.match((await meet(edit)).bytes.toString(), expected);
    });
  }

  it('is met by every endpoint', async () => {
    const fault: Fault = { kind: 'status', when: 'before', status: 418 };
    for (const route of bench.sandbox.routes.filter((one) => !one.includes(' /sandbox'))) {
      const [method = '', url = ''] = route.replace(/\{\w+\}/g, 'x').split(' ');
      bench.sandbox.faults.add({ match: /./, fault });
      const headers = { 'x-api-token': bench.tenant.apiToken, 'content-type': 'application/json' };
      const isForm = url === '/oauth2/token';
      const body = isForm ? new URLSearchParams({ grant_type: 'x' }) : '{}';
      const init = method === 'GET' ? { headers } : { headers: isForm ? {} : headers, body };
      assert.equal((await fetch(`${bench.sandbox.url}${url}`, { method, ...init })).status, 418, route);
    }
  });

  it('can be met together with others', async () => {
    const { headers, bytes } = await meet(
      { kind: 'headers', set: { 'X-One': '1' } },
      { kind: 'edit', path: 'meta' },
      { kind: 'byteOrderMark' },
      { kind: 'status', when: 'before', status: 500 },
      { kind: 'status', when: 'before', status: 501 },
    );
    assert.equal(headers.get('x-one'), '1');
    assert.equal(bytes.subarray(3).toString(), '{}');
    assert.deepEqual(
      bench.sandbox.faults.planned().map(({ fault }) => fault),
      [{ kind: 'status', when: 'before', status: 501 }],
    );
  });
});
