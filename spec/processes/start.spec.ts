import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { type Ended, ROOT, run, runWith, useFiles } from '../support/commands.js';
import { useSandbox } from '../support/sandbox.js';

describe('npm start', () => {
  it('shows every trigger and action at work and ends with 0', async () => {
    const { code, stdout, stderr } = await run('start');
    assert.equal(stderr, '');
    assert.equal(code, 0);
    const manifest = require(resolve(ROOT, 'component.json'));
    for (const [key, { title }] of Object.entries<{ title: string }>({ ...manifest.triggers, ...manifest.actions })) {
      assert.ok(stdout.includes(title) && stdout.includes(key), title);
    }
    assert.match(stdout, /Get New Survey Responses Polling: only what is new[\s\S]*1 response in 1 message/);
    const escapeCharacter = String.fromCharCode(27);
    assert.ok(
      !stdout.includes('error') && !stdout.includes(escapeCharacter),
      'no error, and no colour where there is no terminal',
    );
  });
});

describe('npm start with a brand of its own in .env', () => {
  const bench = useSandbox();
  const file = useFiles();

  /** Runs it against the sandbox as if that were a real brand; gives what was written there. */
  async function startWithBrand(...args: string[]): Promise<{ ended: Ended; writes: string[] }> {
    bench.tenant.behaviour.exportChecks = 0;
    const { clientId, clientSecret, directories, surveys, mailingLists } = bench.tenant;
    const values = {
      QUALTRICS_DATA_CENTER_ID: 'fra1',
      QUALTRICS_CLIENT_ID: clientId,
      QUALTRICS_CLIENT_SECRET: clientSecret,
      QUALTRICS_DIRECTORY_ID: directories[0]?.options.directoryId,
      QUALTRICS_SURVEY_ID: surveys[0]?.id,
      QUALTRICS_MAILING_LIST_ID: mailingLists[0]?.mailingListId,
    };
    const lines = Object.entries(values).map(([name, value]) => `${name}=${value}\n`);
    const env = { DOTENV_CONFIG_PATH: await file('.env', lines.join('')), QUALTRICS_BASE_URL: bench.sandbox.url };
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
    const kinds = new Set(writes.map((call) => call.replace(/[A-Z]+_\w{15}/g, 'ID')));
    for (const kind of ['POST /directories/ID/contacts', 'PUT /directories/ID/contacts/ID', 'POST /distributions']) {
      assert.ok(kinds.has(kind), kind);
    }
  });
});
