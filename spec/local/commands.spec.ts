import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { useSandbox } from '../support/sandbox.js';

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const root = resolve(__dirname, '../..');

/** The sailor's throttle sets timers in the past, which Node 24 warns of; package.json has the same switch. */
const QUIET = '--disable-warning=TimeoutNegativeWarning';

/** On a sandbox of its own, even where there is a `.env` or a running sandbox. */
const OWN_SANDBOX = { DOTENV_CONFIG_PATH: 'there-is-no.env', AMQP_URI: '', QUALTRICS_BASE_URL: '' };

/** Runs a script of `local/` as npm would. */
function run(script: string, ...args: string[]): Promise<Ended> {
  return runWith(OWN_SANDBOX, script, ...args);
}

function runWith(env: Record<string, string>, script: string, ...args: string[]): Promise<Ended> {
  return new Promise((done) => {
    const command = [QUIET, '--require', 'tsx/cjs', `local/commands/${script}.ts`, ...args];
    execFile(process.execPath, command, { cwd: root, env: { ...process.env, ...env } }, (error, stdout, stderr) => {
      done({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

describe('npm start', () => {
  it('shows every trigger and action at work and ends with 0', async () => {
    const { code, stdout, stderr } = await run('start');
    assert.equal(stderr, '');
    assert.equal(code, 0);
    const manifest = require(resolve(root, 'component.json'));
    for (const [key, { title }] of Object.entries<{ title: string }>({ ...manifest.triggers, ...manifest.actions })) {
      assert.ok(stdout.includes(title) && stdout.includes(key), title);
    }
    const escapeCharacter = String.fromCharCode(27);
    assert.ok(
      !stdout.includes('error') && !stdout.includes(escapeCharacter),
      'no error, and no colour where there is no terminal',
    );
  });
});

describe('npm start with a brand of its own in .env', () => {
  const bench = useSandbox();
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'brand-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** Runs it against the sandbox as if that were a real brand; gives what was written there. */
  async function startWithBrand(...args: string[]): Promise<{ ended: Ended; writes: string[] }> {
    const { clientId, clientSecret, directories, surveys, mailingLists } = bench.tenant;
    const values = {
      QUALTRICS_DATA_CENTER_ID: 'fra1',
      QUALTRICS_CLIENT_ID: clientId,
      QUALTRICS_CLIENT_SECRET: clientSecret,
      QUALTRICS_DIRECTORY_ID: directories[0]?.options.directoryId,
      QUALTRICS_SURVEY_ID: surveys[0]?.id,
      QUALTRICS_MAILING_LIST_ID: mailingLists[0]?.mailingListId,
    };
    const path = join(folder, '.env');
    await writeFile(
      path,
      Object.entries(values)
        .map(([name, value]) => `${name}=${value}\n`)
        .join(''),
    );
    const env = { DOTENV_CONFIG_PATH: path, QUALTRICS_BASE_URL: bench.sandbox.url, API_REQUEST_TIMEOUT: '1000' };
    const ended = await runWith({ ...env, AMQP_URI: '' }, 'start', ...args);
    const writes = bench.calls().filter((call) => /^PUT|^DELETE|^POST .*(contacts|distributions)$/.test(call));
    return { ended, writes };
  }

  it('only reads', async () => {
    const { ended, writes } = await startWithBrand();
    assert.equal(ended.code, 0, ended.stdout);
    assert.deepEqual(writes, []);
    assert.match(ended.stdout, /Upsert Object.*\n.*add --write to let it/);
  });

  it('writes when it is told to', async () => {
    const { ended, writes } = await startWithBrand('--write');
    assert.equal(ended.code, 0, ended.stdout);
    assert.deepEqual(
      writes.map((call) => call.replace(/[A-Z]+_\w{15}/g, 'ID')),
      [
        'POST /directories/ID/contacts',
        'PUT /directories/ID/contacts/ID',
        'DELETE /directories/ID/contacts/ID',
        'POST /directories/ID/mailinglists/ID/transactioncontacts',
        'POST /distributions',
      ],
    );
  });
});

describe('npm run step', () => {
  let folder: string;
  const file = async (name: string, text: string): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, text);
    return path;
  };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'step-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('runs one step with the input given', async () => {
    const body = await file('body.json', '{"url": "whoami", "method": "GET"}');
    const { code, stdout } = await run('step', 'makeRawRequest', '--body', body);
    assert.equal(code, 0);
    assert.equal(JSON.parse(stdout).data.statusCode, 200);
  });

  it('takes JSON itself instead of a file, as the flow designer copies it', async () => {
    const { code, stdout } = await run('step', 'makeRawRequest', '--body', '{"url": "whoami", "method": "GET"}');
    assert.equal(code, 0);
    assert.equal(JSON.parse(stdout).data.statusCode, 200);
  });

  it('finds a contact of the sandbox with the example files', async () => {
    const [cfg, body] = ['cfg', 'body'].map((part) => `local/examples/lookupObject.${part}.json`) as [string, string];
    const { code, stdout } = await run('step', 'lookupObject', '--cfg', cfg, '--body', body);
    assert.equal(code, 0);
    assert.equal(JSON.parse(stdout).data.email, JSON.parse(await readFile(body, 'utf8')).lookupCriteriaValue);
  });

  it('ends with 1 and the message when the step fails', async () => {
    const { code, stdout } = await run('step', 'makeRawRequest');
    assert.equal(code, 1);
    assert.equal(JSON.parse(stdout).error, '"Url" is required, but it is empty.');
  });

  it('answers select models, metadata and the credential check', async () => {
    const cfg = await file('cfg.json', '{"objectType": "contacts"}');
    const model = await run('step', 'getLookupCriteria', '--cfg', cfg);
    assert.deepEqual(Object.keys(JSON.parse(model.stdout).data), ['contactId', 'email', 'phone', 'extRef']);
    const metadata = await run('step', 'getMetaModel', '--of', 'lookupObject', '--cfg', cfg);
    assert.ok(JSON.parse(metadata.stdout).data.in);
    const verified = await run('step', 'verifyCredentials');
    assert.equal(JSON.parse(verified.stdout).data.verified, true);
  });

  for (const [what, args, message] of [
    ['no key', [], /^Name a step: .*upsertObject.*\n$/],
    ['an unknown key', ['upsert'], /^There is no "upsert"\. There are: .*upsertObject.*\n$/],
    ['an unknown option', ['upsertObject', '--what'], /^Unknown option.*\n$/],
    [
      'a file that is not there',
      ['upsertObject', '--cfg', 'nowhere.json'],
      /^The file "nowhere.json" cannot be read.*\n$/,
    ],
    [
      'a file that is not JSON',
      ['upsertObject', '--body', 'README.md'],
      /^The file "README.md" cannot be read as JSON.*\n$/,
    ],
    [
      'JSON that is none',
      ['upsertObject', '--body', '{"a": '],
      /^What was typed, \{"a": , cannot be read as JSON.*\n$/,
    ],
    ['metadata of nothing', ['getMetaModel'], /^Say whose metadata: --of .*\n$/],
  ] as [string, string[], RegExp][]) {
    it(`says in one line what is wrong with ${what}, and ends with 2`, async () => {
      const { code, stderr } = await run('step', ...args);
      assert.equal(code, 2);
      assert.match(stderr, message);
    });
  }
});

describe('npm run sandbox', () => {
  let child: ChildProcess;
  let text: string;
  let url: string;
  beforeEach(async () => {
    const args = ['--require', 'tsx/cjs', 'local/commands/sandbox.ts', '--port', '0'];
    const started = spawn(process.execPath, args, { cwd: root });
    child = started;
    text = '';
    for await (const line of createInterface({ input: started.stdout })) {
      text += `${line}\n`;
      if (line.includes('PATCH')) break;
    }
    url = /listens at (\S+)\./.exec(text)?.[1] ?? '';
  });
  afterEach(() => void child.kill());

  it('prints its address and credentials, and accepts an API token', async () => {
    const token = /X-API-TOKEN +(\S+)/.exec(text)?.[1] ?? '';
    const answer = await fetch(`${url}/API/v3/whoami`, { headers: { 'x-api-token': token } });
    assert.equal(answer.status, 200);
    assert.match(text, /Client ID +demo-client\n +Client Secret +\S+/);
  });

  it('lets a step that is debugged meet what it is told to', async () => {
    const fault = { kind: 'status', status: 502, when: 'before', html: true };
    const asked = await fetch(`${url}/sandbox/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ match: 'whoami', fault, times: 2 }),
    });
    assert.equal(asked.status, 200);
    const verified = await runWith({ ...OWN_SANDBOX, QUALTRICS_BASE_URL: url }, 'step', 'verifyCredentials');
    assert.match(JSON.parse(verified.stdout).data.reason, /502 to GET \/whoami\. The answer is a web page/);
  });

  it('refuses a port that is none, and ends with 2', async () => {
    const { code, stderr } = await run('sandbox', '--port', 'x');
    assert.deepEqual([code, stderr], [2, '"x" is not a port number.\n']);
  });
});
