import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { ask } from '../../support/ask.js';
import { useSandbox } from '../../support/sandbox.js';

describe('The surface of the sandbox', () => {
  const bench = useSandbox();
  const headers = () => ({ 'x-api-token': bench.tenant.apiToken });
  const contacts = () => `directories/${bench.tenant.directories[0]?.options.directoryId}/contacts`;

  for (const path of ['/API/v3/whoami', '/API/v3/nothing', '/oauth2/token']) {
    it(`says application/json and no charset at ${path}`, async () => {
      const answer = await fetch(`${bench.sandbox.url}${path}`, { headers: headers() });
      assert.equal(answer.headers.get('content-type'), 'application/json');
    });
  }

  for (const path of ['/API/v3/whoami/', '/API/v3//whoami', '//API/v3//whoami//']) {
    it(`takes ${path} for /API/v3/whoami`, async () => {
      const answer = await fetch(`${bench.sandbox.url}${path}`, { headers: headers() });
      assert.equal(answer.status, 200);
    });
  }

  it('takes a slash before the query for none', async () => {
    const { result } = await ask<{ elements: unknown[] }>(bench, `GET /${contacts()}/?pageSize=3`);
    assert.equal(result.elements.length, 3);
  });

  it('takes a DELETE that has a JSON type and no body', async () => {
    const made = await ask<{ id: string }>(bench, `POST /${contacts()}`, { body: { firstName: 'Jo' } });
    const gone = await ask(bench, `DELETE /${contacts()}/${made.result.id}`, {
      headers: { 'content-type': 'application/json' },
    });
    assert.equal(gone.status, 200);
  });

  for (const body of [new URLSearchParams({ firstName: 'Jo' }), new FormData(), 'firstName=Jo']) {
    it(`refuses a body of the type ${body.constructor.name} with 415, and writes nothing`, async () => {
      const before = bench.tenant.directories[0]?.contacts.size;
      const init = { method: 'POST', headers: headers(), body };
      const answer = await fetch(`${bench.sandbox.url}/API/v3/${contacts()}`, init);
      assert.equal(answer.status, 415);
      assert.equal(bench.tenant.directories[0]?.contacts.size, before);
    });
  }

  it('refuses a body of more than 5 MB with 413', async () => {
    const body = { firstName: 'x'.repeat(5_000_000) };
    assert.equal((await ask(bench, `POST /${contacts()}`, { body })).status, 413);
  });

  for (const [id, status] of [
    ['%zz', 400],
    ['x'.repeat(300), 404],
    ['..%2Fwhoami', 404],
  ] as const) {
    it(`answers in its own form at the id ${id.slice(0, 20)}`, async () => {
      const answer = await fetch(`${bench.sandbox.url}/API/v3/surveys/${id}`, { headers: headers() });
      const { meta } = (await answer.json()) as { meta: { error: { errorMessage: string } } };
      assert.deepEqual([answer.status, typeof meta.error.errorMessage], [status, 'string']);
    });
  }

  for (const path of ['/API/v3/surveys/SV_aBpZHs9ILCIy6sM/responses', '/API/v3/nothing']) {
    it(`refuses a POST without a length with 411 and a page, at ${path}`, async () => {
      const socket = connect(Number(new URL(bench.sandbox.url).port), '127.0.0.1');
      socket.end(`POST ${path} HTTP/1.1\r\nHost: sandbox\r\nConnection: close\r\n\r\n`);
      assert.match(await text(socket), /^HTTP\/1\.1 411 .*content-type: text\/html/s);
    });
  }
});
