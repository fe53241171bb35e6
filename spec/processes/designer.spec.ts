import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { resolve } from 'node:path';
import { useDesigner } from '../support/designer.js';
import { stepProcessesOf } from '../support/stepProcesses.js';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** A request with exactly these headers, `Host` among them, which `fetch` would not send. */
function send(
  url: string,
  headers: Record<string, string> = {},
  method = 'GET',
  body?: string,
  target?: string,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asking = request(url, { method, headers, ...(target ? { path: target } : {}) }, (answer) => {
      let text = '';
      answer.on('data', (chunk) => {
        text += String(chunk);
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
    });
    asking.once('error', reject);
    asking.end(body);
  });
}

describe('npm run designer', () => {
  const bench = useDesigner();
  const cookie = async (): Promise<string> => {
    const { headers } = await send(bench.url);
    return String((headers['set-cookie'] as string[])[0]).split(';')[0] ?? '';
  };
  const ask = async (path: string, body: object): Promise<Answer> => {
    const headers = { cookie: await cookie(), 'content-type': 'application/json' };
    return send(`${bench.url}${path}`, headers, 'POST', JSON.stringify(body));
  };

  it('answers to its own address only', async () => {
    const { port } = new URL(bench.url);
    for (const host of ['example.com', `example.com:${port}`, '127.0.0.1', `[::1]:${port}`]) {
      assert.equal((await send(bench.url, { host })).status, 403, host);
    }
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`]) {
      assert.equal((await send(bench.url, { host })).status, 200, host);
    }
  });

  it('refuses what another page asks, even one of this machine', async () => {
    const path = `${bench.url}/api/sandbox`;
    const mine = { cookie: await cookie() };
    assert.equal((await send(path, mine)).status, 200);
    for (const origin of ['http://example.com', 'http://127.0.0.1:1', 'null', bench.url.replace('http', 'https')]) {
      assert.equal((await send(path, { ...mine, origin })).status, 403, origin);
    }
    for (const site of ['cross-site', 'same-site']) {
      assert.equal((await send(path, { ...mine, 'sec-fetch-site': site })).status, 403, site);
    }
  });

  it('opens nothing without the cookie of this start, which scripts cannot read', async () => {
    const path = `${bench.url}/api/sandbox`;
    assert.equal((await send(path)).status, 401);
    assert.equal((await send(path, { cookie: (await cookie()).replace(/.$/, '-') })).status, 401);
    // The router reads an address more generously than it looks: whatever leads to the same answer is as closed.
    for (const same of ['/%61pi/sandbox', '/api%2fsandbox', '/api;x/sandbox', '/api/sandbox?x', '/api/sand%62ox']) {
      assert.ok([401, 404].includes((await send(`${bench.url}${same}`)).status), same);
    }
    assert.equal((await send(bench.url, {}, 'GET', undefined, path)).status, 401, 'the whole address');
    const { headers } = await send(bench.url);
    assert.match(String(headers['set-cookie']), /HttpOnly; SameSite=Strict/);
    assert.match(String(headers['content-security-policy']), /default-src 'none'.*frame-ancestors 'none'/);
  });

  it('parts its window from the page that opened it, and spends no time on that where the person did', async () => {
    const policyFor = async (headers: Record<string, string>) =>
      (await send(bench.url, headers)).headers['cross-origin-opener-policy'];
    for (const site of ['cross-site', 'same-site', 'same-origin', 'another word']) {
      assert.equal(await policyFor({ 'sec-fetch-site': site }), 'same-origin', site);
    }
    assert.equal(await policyFor({}), 'same-origin', 'a browser that does not say it');
    assert.equal(await policyFor({ 'sec-fetch-site': 'none' }), undefined);
  });

  it('understands no form, which a page may send anywhere without being asked', async () => {
    const headers = { cookie: await cookie(), 'content-type': 'text/plain' };
    assert.equal((await send(`${bench.url}/api/verify`, headers, 'POST', '{}')).status, 415);
  });

  it('has no secret in the page, and makes one unreadable that the component repeats', async () => {
    const { clientSecret } = bench.designer.credentials.resolve({
      keptId: bench.designer.firstCredential?.id,
      typed: {},
    });
    assert.ok(clientSecret);
    const { text } = await send(bench.url);
    assert.ok(text.includes('"dataCenterId":"sandbox"') && !text.includes(clientSecret));
    const typed = { dataCenterId: 'sandbox', clientId: 'x', clientSecret: 'typed "secret"' };
    const refused = await ask('/api/verify', { credential: { typed } });
    assert.equal(JSON.parse(refused.text).verified, false);
    const expression = `"${clientSecret} and typed \\"secret\\""`;
    for (const path of ['/api/evaluate', '/%61pi/evaluate']) {
      const evaluated = await ask(path, { expression, earlierSteps: [] });
      assert.deepEqual(JSON.parse(evaluated.text), { kind: 'done', value: '••• and •••' });
    }
  });

  it('runs no step but those of the component', async () => {
    for (const key of ['noSuchStep', 'constructor', '__proto__']) {
      const { status, text } = await ask('/api/run', { key });
      assert.deepEqual([status, JSON.parse(text)], [404, { message: `There is no step "${key}".` }]);
    }
  });

  it('has no secret in what it tells of a run, at any level of the log', async () => {
    const { tenant } = bench.sandbox;
    const issued = new Set<string>();
    bench.sandbox.onRequest = () => {
      for (const token of tenant.tokens.all()) issued.add(token);
    };
    const run = await ask('/api/run', {
      key: 'makeRawRequest',
      cfg: {},
      credential: { keptId: bench.designer.firstCredential?.id, typed: {} },
      body: { url: 'whoami', method: 'GET' },
      snapshot: {},
      isSample: false,
      logLevel: 'trace',
      isAgreed: false,
    });
    const events = run.text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual([events[0].kind, events.at(-1)], ['started', { ...events.at(-1), kind: 'ended', how: 'done' }]);
    assert.ok(events.some(({ kind, body }) => kind === 'data' && body.statusCode === 200));
    assert.ok(issued.size > 0);
    for (const secret of [tenant.clientSecret, bench.designer.platform.storage.token, ...issued]) {
      assert.ok(!run.text.includes(secret), secret);
    }
  });
});

describe('npm run designer as a command', () => {
  const start = async (...args: string[]): Promise<{ child: ChildProcess; text: () => string }> => {
    const command = ['--require', 'tsx/cjs', 'local/commands/designer.ts', ...args];
    const env = { ...process.env, DOTENV_CONFIG_PATH: 'there-is-no.env', AMQP_URI: '', QUALTRICS_BASE_URL: '' };
    const child = spawn(process.execPath, command, { cwd: resolve(__dirname, '../..'), env });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk) => {
        text += String(chunk);
      });
    }
    return { child, text: () => text };
  };

  it('ends with what it started when it is stopped', async () => {
    const { child, text } = await start('--port', '0');
    while (!/at (http\S+)/.test(text())) await once(child.stdout ?? child, 'data');
    const url = /at (http\S+)/.exec(text())?.[1] ?? '';
    const { headers } = await send(url);
    const cookie = String((headers['set-cookie'] as string[])[0]).split(';')[0] ?? '';
    const body = { key: 'getSurveyResponses', cfg: { allowFilterToBeOmitted: true }, credential: { typed: {} } };
    void fetch(`${url}/api/run`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json' },
      body: JSON.stringify({ ...body, body: {}, isSample: false, logLevel: 'info', snapshot: {} }),
    }).catch(() => undefined);
    while ((await stepProcessesOf(child.pid ?? 0)).length === 0);
    const [step] = await stepProcessesOf(child.pid ?? 0);
    child.kill('SIGINT');
    const [code] = await once(child, 'exit');
    assert.equal(code, 0);
    assert.throws(() => process.kill(step ?? 0, 0), { code: 'ESRCH' });
  });

  for (const [what, args, message] of [
    ['a port that is none', ['--port', 'x'], /^"x" is not a port number\.\n$/],
    ['a folder without a component', ['--component', 'local'], /^There is no component\.json in "local"\.\n$/],
    ['an option that it does not know', ['--what'], /^Unknown option.*\n$/],
  ] as [string, string[], RegExp][]) {
    it(`says in one line what is wrong with ${what}, and ends with 2`, async () => {
      const { child, text } = await start(...args);
      const [code] = await once(child, 'close');
      assert.equal(code, 2);
      assert.match(text(), message);
    });
  }
});
