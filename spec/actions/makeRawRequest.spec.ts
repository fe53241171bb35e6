import assert from 'node:assert/strict';
import * as makeRawRequest from '../../src/actions/makeRawRequest.js';
import { useSandbox } from '../support/sandbox.js';
import { messageOf, runStep } from '../support/step.js';

describe('Make Raw Request', () => {
  const bench = useSandbox();
  const request = (body: Record<string, unknown>, cfg: Record<string, unknown> = {}) =>
    runStep(makeRawRequest, { cfg: { ...bench.credential, ...cfg }, body });
  const lastUrl = () => bench.sandbox.requests.at(-1)?.url;

  const spellings = ['/whoami', 'whoami', ' whoami ', 'v3/whoami', '/v3/whoami', 'V3/whoami'];
  for (const url of [...spellings, '/API/v3/whoami', 'API/v3/whoami', '/API/V3/whoami', '/api/whoami']) {
    it(`takes ${JSON.stringify(url)} for a path of version 3`, async () => {
      const { data } = await request({ url, method: 'GET' });
      assert.equal((data[0] as { statusCode: number }).statusCode, 200);
      assert.equal(lastUrl(), '/API/v3/whoami');
    });
  }

  it('goes to the complete address that an answer named for the next page', async () => {
    for (let made = 0; made < 5; made += 1) bench.tenant.addDirectory({ name: `Directory ${made}` });
    const { data } = await request({ url: '/directories', method: 'GET' });
    const { nextPage: url } = (data[0] as { responseBody: { result: { nextPage: string } } }).responseBody.result;
    assert.match(url, /^http:/);
    const next = (await request({ url, method: 'GET' })).data[0] as { responseBody: { result: { elements: [] } } };
    assert.equal(next.responseBody.result.elements.length, 2);
    assert.equal(bench.sandbox.url + lastUrl(), url);
  });

  // What is copied from Qualtrics' documentation works as it stands.
  for (const host of ['{dataCenterId}', '{datacenterid}', '<dataCenterId>', 'yourdatacenterid', 'YourDataCenter']) {
    it(`takes the documentation's ${host} for the credential's data center`, async () => {
      await request({ url: `https://${host}.qualtrics.com/API/v3/directories?pageSize=5`, method: 'GET' });
      assert.equal(lastUrl(), '/API/v3/directories?pageSize=5');
    });
  }

  for (const url of [
    'https://{dataCenterId}.qualtrics.com.example.com/API/v3/whoami',
    'https://{dataCenterId}@example.com/API/v3/whoami',
    'https://{dataCenterId}.example.com/API/v3/whoami',
    'https://{example.com/}.qualtrics.com/API/v3/whoami',
    'https://{dataCenterId}.qualtrics.com/oauth2/token',
    'https://yourdatacenterid.qualtrics.com/API/../oauth2/token',
  ]) {
    it(`does not take ${url} for it`, async () => {
      assert.match(await messageOf(request({ url, method: 'GET' })), /^"Url" must be a path like "\/whoami"/);
      assert.deepEqual(bench.sandbox.requests, []);
    });
  }

  for (const rest of ['', '/', '?x=1', '/oauth2/token', '/APIs/v3/whoami']) {
    it(`says that the own host alone, and ${JSON.stringify(rest)} behind it, is no endpoint`, async () => {
      for (const host of [bench.sandbox.url, 'https://{dataCenterId}.qualtrics.com']) {
        const message = await messageOf(request({ url: host + rest, method: 'GET' }));
        assert.match(
          message,
          /^"Url" must be a path like "\/whoami" .* does not go on with "\/API\/" behind the host\.$/,
        );
      }
      assert.deepEqual(bench.sandbox.requests, []);
    });
  }

  it('takes an endpoint as documentation names it, its method in front', async () => {
    await request({ url: 'GET /whoami', method: 'GET' });
    assert.equal(lastUrl(), '/API/v3/whoami');
    const message = await messageOf(request({ url: 'POST /distributions', method: 'GET' }));
    assert.equal(message, '"Url" names the method "POST", but "Method" is "GET": make them the same.');
  });

  it('lets the url choose another version', async () => {
    await request({ url: 'v2/whoami', method: 'GET' }, { doNotThrow404: true });
    assert.equal(lastUrl(), '/API/v2/whoami');
  });

  it('keeps query strings as they are', async () => {
    await request({ url: '/directories?includeCount=true&skipToken=MA%3D%3D', method: 'GET' });
    assert.equal(lastUrl(), '/API/v3/directories?includeCount=true&skipToken=MA%3D%3D');
  });

  it('sends any JSON body and gives the answer', async () => {
    const directoryId = bench.tenant.directories[0]?.options.directoryId;
    const contact = { firstName: 'Jo', embeddedData: { level: 'mid' } };
    const { data } = await request({
      url: `/directories/${directoryId}/contacts`,
      method: 'POST',
      requestBody: contact,
    });
    const { statusCode, responseBody } = data[0] as { statusCode: number; responseBody: { result: { id: string } } };
    assert.equal(statusCode, 200);
    assert.equal(bench.tenant.directories[0]?.contacts.get(responseBody.result.id)?.firstName, 'Jo');
  });

  it('sends lists and texts as JSON, too', async () => {
    for (const requestBody of [[{ a: 1 }], 'text', 0, false]) {
      await request({ url: '/nothing', method: 'PUT', requestBody }, { doNotThrow404: true });
      assert.deepEqual(bench.sandbox.requests.at(-1)?.body, requestBody);
    }
  });

  it('sends a POST without a body in a form that is not refused (411)', async () => {
    const message = await messageOf(request({ url: '/distributions', method: 'POST' }));
    assert.match(message, /RP_10/);
  });

  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
    it(`names no content type with a ${method} that has no body`, async () => {
      await request({ url: '/nothing', method }, { doNotThrow404: true });
      assert.equal(bench.sandbox.requests.at(-1)?.headers['content-type'], undefined);
    });
  }

  const jsonTexts = ['{"a":1}', ' [1,2] ', '"text"', '\ufeff{"a":1}', '{"id":12345678901234567890}', '7', 'null'];
  for (const requestBody of jsonTexts) {
    it(`sends the text ${JSON.stringify(requestBody)} as the JSON that it is`, async () => {
      await request({ url: '/nothing', method: 'POST', requestBody }, { doNotThrow404: true });
      const { body, headers } = bench.sandbox.requests.at(-1) ?? assert.fail();
      const json = requestBody.replace('\ufeff', '').trim();
      assert.deepEqual(body, JSON.parse(json));
      assert.deepEqual([headers['content-type'], Number(headers['content-length'])], ['application/json', json.length]);
    });
  }

  it('refuses text that was meant to be JSON and is not, before any request', async () => {
    const message = await messageOf(request({ url: '/nothing', method: 'POST', requestBody: '{"a":1,}' }));
    assert.equal(message, '"Request Body" must be JSON, but "{"a":1,}" is not.');
    assert.equal(bench.sandbox.requests.length, 0);
  });

  const fence = '```';
  for (const requestBody of [
    `${fence}json\n{"a":1}\n${fence}`,
    ` ${fence}\r\n[1]\r\n${fence}\n`,
    `${fence}json\n{"a":1,}\n${fence}`,
    `~~~\n{}\n~~~`,
  ]) {
    it(`refuses JSON in a code fence, ${JSON.stringify(requestBody)}, before any request`, async () => {
      const message = await messageOf(request({ url: '/nothing', method: 'POST', requestBody }));
      assert.match(message, /^"Request Body" must be JSON alone: leave out the lines of (```|~~~) around it\.$/);
      assert.equal(bench.sandbox.requests.length, 0);
    });
  }

  it('sends a text that has a fence somewhere', async () => {
    for (const requestBody of [`See ${fence}{}${fence}`, `${fence}\nlook\n${fence}`]) {
      await request({ url: '/nothing', method: 'POST', requestBody }, { doNotThrow404: true });
      assert.equal(bench.sandbox.requests.at(-1)?.body, requestBody);
    }
  });

  it('gives the headers of the answer, by lower-case names', async () => {
    const { data } = await request({ url: 'whoami', method: 'GET' });
    const { headers } = data[0] as { headers: Record<string, string> };
    assert.match(headers['content-type'] ?? '', /^application\/json/);
    assert.ok(headers.date);
  });

  it('is not misled by an empty body for GET, and refuses a real one', async () => {
    await request({ url: 'whoami', method: 'GET', requestBody: {} });
    assert.match(
      await messageOf(request({ url: 'whoami', method: 'GET', requestBody: { a: 1 } })),
      /"Request Body" cannot be sent with the "Method" "GET"/,
    );
  });

  it('fails for 404, with what Qualtrics said', async () => {
    const message = await messageOf(request({ url: '/nothing', method: 'GET' }));
    assert.match(message, /404 to GET \/nothing: "The requested resource does not exist." \(request id .+\)/);
  });

  it('gives a 404 like any answer when asked to', async () => {
    const { data } = await request({ url: '/nothing', method: 'GET' }, { doNotThrow404: 'on' });
    assert.equal((data[0] as { statusCode: number }).statusCode, 404);
  });

  it('gives an answer that is not JSON as text, and none where there is none', async () => {
    bench.sandbox.faults.add({ match: /whoami/, fault: { kind: 'status', status: 202, when: 'before', html: true } });
    const { data } = await request({ url: 'whoami', method: 'GET' });
    const [answer] = data as { statusCode: number; responseBody: string }[];
    assert.equal(answer?.statusCode, 202);
    assert.equal(answer.responseBody, '<html><body><h1>202</h1></body></html>');
    bench.sandbox.faults.add({ match: /whoami/, fault: { kind: 'status', status: 204, when: 'before' } });
    const [empty] = (await request({ url: 'whoami', method: 'GET' })).data as { statusCode: number }[];
    assert.equal(empty?.statusCode, 204);
    assert.equal((empty as { responseBody?: unknown }).responseBody, undefined);
  });

  for (const method of ['', 'get', 'HEAD', 'TRACE']) {
    it(`refuses the method ${JSON.stringify(method)} before any request`, async () => {
      assert.match(await messageOf(request({ url: 'whoami', method })), /^"Method" /);
      assert.equal(bench.sandbox.requests.length, 0);
    });
  }

  it('refuses a url that is empty or not text', async () => {
    assert.equal(await messageOf(request({ method: 'GET' })), '"Url" is required, but it is empty.');
    assert.match(await messageOf(request({ url: { a: 1 }, method: 'GET' })), /"Url" must be text/);
    assert.equal(bench.sandbox.requests.length, 0);
  });

  for (const [method, sent] of [
    ['GET', 3],
    ['PUT', 3],
    ['DELETE', 3],
    ['POST', 1],
    ['PATCH', 1],
  ] as const) {
    it(`sends a ${method} that failed with 500 ${sent === 1 ? 'once only' : 'as often as configured'}`, async () => {
      bench.sandbox.faults.add({ match: /whoami/, times: 9, fault: { kind: 'status', status: 500, when: 'before' } });
      await messageOf(request({ url: 'whoami', method, ...(method === 'GET' ? {} : { requestBody: {} }) }));
      assert.equal(bench.calls().length, sent);
    });
  }
});
