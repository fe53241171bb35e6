import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as everythingElse } from 'node:timers/promises';
import * as makeRawRequest from '../../src/actions/makeRawRequest.js';
import { listDirectories } from '../../src/qualtrics/api/directories.js';
import { whoami } from '../../src/qualtrics/api/whoami.js';
import { QualtricsError } from '../../src/qualtrics/client/errors.js';
import { RateLimitGate } from '../../src/qualtrics/client/rateLimitGate.js';
import { aClient } from '../support/client.js';
import { fastClock } from '../support/fastClock.js';
import { NO_SUCH_HOST } from '../support/noSuchHost.js';
import { requestLimits } from '../support/requestLimits.js';
import { useSandbox } from '../support/sandbox.js';
import { messageOf, runStep } from '../support/step.js';

describe('QualtricsClient', () => {
  const bench = useSandbox();
  const quick = { retryDelayMs: 1, requestTimeoutMs: 1000 };
  const errorOf = async (failing: Promise<unknown>): Promise<QualtricsError> => {
    const error = await failing.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof QualtricsError);
    return error;
  };

  it('says who calls: component, library and their versions', async () => {
    await runStep(makeRawRequest, { cfg: bench.credential, body: { url: 'whoami', method: 'GET' } });
    for (const { headers } of bench.sandbox.requests) {
      assert.match(String(headers['user-agent']), /^qualtrics-component\/\d+\.\d+\.\d+ axios\/\d+\.\d+\.\d+$/);
    }
  });

  for (const fault of [
    { kind: 'stall' },
    { kind: 'truncate' },
    { kind: 'latency', ms: 1500 },
    { kind: 'drop', when: 'before' },
    { kind: 'drop', when: 'after' },
    { kind: 'status', status: 502, when: 'before', html: true },
  ] as const) {
    it(`tries again after ${JSON.stringify(fault)}`, async () => {
      bench.sandbox.faults.add({ match: /whoami/, fault });
      const { brandId } = await whoami(aClient(bench.sandbox, { settings: quick }));
      assert.equal(brandId, 'sandbox');
      assert.equal(bench.calls().length, 2);
    });
  }

  it('is patient with a body that is slow but comes', async () => {
    bench.sandbox.faults.add({ match: /whoami/, fault: { kind: 'latency', ms: 600 } });
    bench.sandbox.faults.add({ match: /whoami/, fault: { kind: 'slow', pauseMs: 600 } });
    const { begun, pass } = requestLimits;
    let begunBefore = begun();
    bench.sandbox.silence = async (ms) => {
      // The second silence begins when the client has what came before it, and waits for the rest.
      while (begun() === begunBefore) await everythingElse();
      begunBefore = begun();
      await pass(ms);
    };
    await whoami(aClient(bench.sandbox, { settings: quick }));
    assert.equal(bench.calls().length, 1);
  });

  it('reads a list to its last page', async () => {
    for (let number = 0; number < 14; number += 1) bench.tenant.addDirectory({ name: `D${number}` });
    assert.equal((await listDirectories(aClient(bench.sandbox))).length, 16);
    assert.equal(bench.calls().length, 4);
  });

  it('does not follow a next page to another host, nor one that leads back', async () => {
    let nextPage = '';
    let authorizations = 0;
    const server = createServer((request, response) => {
      if (request.headers.authorization?.startsWith('Bearer')) authorizations += 1;
      const token = { access_token: 't', expires_in: 3600 };
      const body = request.url === '/oauth2/token' ? token : { result: { elements: [], nextPage }, meta: {} };
      response.end(JSON.stringify(body));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      for (const next of [
        'https://example.com/API/v3/directories',
        '//example.com/API/v3/x',
        'http://127.0.0.1:1/API/v3/x',
        '/elsewhere',
      ]) {
        nextPage = next;
        await assert.rejects(listDirectories(aClient(bench.sandbox, { baseUrl: url })), /on another host/);
      }
      nextPage = '?skipToken=a';
      await assert.rejects(listDirectories(aClient(bench.sandbox, { baseUrl: url })), /same next page twice/);
      assert.equal(authorizations, 4 + 2);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  describe('errors', () => {
    it('carry the facts', async () => {
      bench.sandbox.faults.add({ match: /whoami/, fault: { kind: 'status', status: 403, when: 'before' } });
      const error = await errorOf(whoami(aClient(bench.sandbox)));
      const { status, errorMessage, requestId, method, path, outcomeUnknown } = error;
      assert.deepEqual(
        { status, errorMessage, requestId, method, path, outcomeUnknown },
        {
          status: 403,
          errorMessage: 'The sandbox was told to fail.',
          requestId: 'sandbox-fault',
          method: 'GET',
          path: '/whoami',
          outcomeUnknown: false,
        },
      );
      assert.match(
        error.message,
        /^Qualtrics answered 403 to GET \/whoami: "The sandbox was told to fail." \(request id sandbox-fault\)\. .*needs read:users.*add the scope/,
      );
    });

    it('are one line, also for a gateway that answers with a page', async () => {
      const fault = { kind: 'status', status: 502, when: 'before', html: true } as const;
      bench.sandbox.faults.add({ match: /whoami/, times: 3, fault });
      const { message } = await errorOf(whoami(aClient(bench.sandbox, { settings: quick })));
      assert.match(
        message,
        /^Qualtrics answered 502 to GET \/whoami \(3 tries in \d+\.\d s\)\. The answer is a web page.*"Data Center ID"/,
      );
      assert.ok(!message.includes('\n') && !message.includes('<html>'));
    });

    it('say that nobody listens there, or that there is no such host', async () => {
      const nobody = await errorOf(whoami(aClient(bench.sandbox, { baseUrl: 'http://127.0.0.1:9', settings: quick })));
      assert.match(nobody.message, /the connection was refused \(ECONNREFUSED\)/);
      const nowhere = await errorOf(
        whoami(aClient(bench.sandbox, { baseUrl: `http://${NO_SUCH_HOST}`, settings: quick })),
      );
      assert.match(nowhere.message, /there is no such host \(ENOTFOUND\).*Check the network and "Data Center ID"/);
    });

    it('of a directory that cannot be searched say so', async () => {
      const lite = bench.tenant.addDirectory({ name: 'Lite', isLite: true });
      const url = `/directories/${lite.options.directoryId}/contacts/search`;
      const requestBody = { filter: { filterType: 'email', comparison: 'eq', value: 'a' } };
      const message = await messageOf(
        runStep(makeRawRequest, { cfg: bench.credential, body: { url, method: 'POST', requestBody } }),
      );
      assert.match(message, /XM Directory Lite directory cannot be searched at all/);
    });

    it('of a result that is missing do not look like success', async () => {
      bench.sandbox.faults.add({
        match: /whoami/,
        fault: { kind: 'status', status: 200, when: 'before', html: true },
        times: 3,
      });
      assert.match(
        (await errorOf(whoami(aClient(bench.sandbox, { settings: quick })))).message,
        /the answer is not JSON/,
      );
    });
  });

  describe('settings', () => {
    for (const name of ['API_RETRIES_COUNT', 'API_RETRY_DELAY', 'API_REQUEST_TIMEOUT']) {
      for (const value of ['0', '-1', '1.5', 'ten', '1e3', '99999999999']) {
        it(`refuse ${name}=${value}, naming the variable`, async () => {
          process.env[name] = value;
          const message = await messageOf(
            runStep(makeRawRequest, { cfg: bench.credential, body: { url: 'whoami', method: 'GET' } }),
          );
          assert.match(message, new RegExp(`^"${name}" must be a whole number .*"${value}"`));
          assert.equal(bench.sandbox.requests.length, 0);
        });
      }
    }

    it('are read at each message', async () => {
      for (const count of ['1', '2', '4']) {
        process.env.API_RETRIES_COUNT = count;
        bench.sandbox.requests.length = 0;
        bench.sandbox.faults.clear();
        bench.sandbox.faults.add({ match: /whoami/, times: 9, fault: { kind: 'status', status: 500, when: 'before' } });
        await messageOf(runStep(makeRawRequest, { cfg: bench.credential, body: { url: 'whoami', method: 'GET' } }));
        assert.equal(bench.calls().length, Number(count));
      }
    });
  });

  describe('rate limits', () => {
    const limited = { kind: 'status', status: 429, when: 'before' } as const;

    it('hold back every request to the host until the time is up, and cost few refusals', async () => {
      const clock = fastClock(200);
      const gate = new RateLimitGate();
      const client = aClient(bench.sandbox, { clock, gate });
      await whoami(client);
      bench.sandbox.faults.add({ match: /whoami/, times: 1, fault: { ...limited, retryAfter: '20' } });
      const before = bench.calls().length;
      const startMs = clock.now();
      const arrivals: number[] = [];
      bench.sandbox.onRequest = () => void arrivals.push(clock.now() - startMs);
      await whoami(client);
      const [first = 0, second = 0] = arrivals;
      assert.ok(second - first >= 20_000, `waited ${second - first} ms`);
      bench.sandbox.faults.add({ match: /whoami/, times: 1, fault: { ...limited, retryAfter: '20' } });
      await Promise.all([
        whoami(client),
        ...Array.from({ length: 9 }, async () => {
          await clock.sleep(1000);
          await whoami(client);
        }),
      ]);
      assert.equal(bench.calls().length - before, 2 + 11, 'one refusal each time');
    });

    it('are given up after 75 seconds and all tries, saying why', async () => {
      const clock = fastClock(1000);
      bench.sandbox.faults.add({ match: /whoami/, times: 99, fault: limited });
      const startMs = clock.now();
      const { message } = await errorOf(whoami(aClient(bench.sandbox, { clock })));
      assert.match(message, /429 .*The rate limit of your Qualtrics brand is used up/);
      assert.ok(clock.now() - startMs >= 75_000);
      assert.ok(bench.calls().length <= 10, 'every 10 seconds');
    });
  });
});
