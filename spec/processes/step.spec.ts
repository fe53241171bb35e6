import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { run, runWith, startCommand, useFiles } from '../support/commands.js';

const WEBHOOK_COMPONENT = resolve(__dirname, '../support/webhookComponent');

/** What a command printed, one JSON value after the other. */
function printed(stdout: string): Record<string, unknown>[] {
  return stdout.split(/(?<=^})\n/m).flatMap((text) => (text.trim() ? [JSON.parse(text)] : []));
}

describe('npm run step', () => {
  const file = useFiles();

  it('runs one step with the input given', async () => {
    const body = await file('body.json', '{"url": "whoami", "method": "GET"}');
    const { code, stdout } = await run('step', 'makeRawRequest', '--body', body);
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

  it('never gives way to the sandbox when the brand in .env is refused', async () => {
    const path = await file('.env', 'QUALTRICS_DATA_CENTER_ID=fra1\nQUALTRICS_CLIENT_ID=id\n');
    const env = { DOTENV_CONFIG_PATH: path, AMQP_URI: '', QUALTRICS_BASE_URL: '' };
    const { code, stdout, stderr } = await runWith(env, 'step', 'verifyCredentials');
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, /^\S*\.env does not name a brand: QUALTRICS_CLIENT_SECRET is missing or empty\. .*\n$/);
  });

  it('ends with 2 and one line when it is asked for nothing there is', async () => {
    const { code, stdout, stderr } = await run('step', 'upsert');
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, /^There is no "upsert"\. .*\n$/);
  });

  it('answers select models, metadata and the credential check', async () => {
    const cfg = '{"objectType": "contacts"}';
    const [model, metadata, verified] = await Promise.all([
      run('step', 'getLookupCriteria', '--cfg', cfg),
      run('step', 'getMetaModel', '--of', 'lookupObject', '--cfg', cfg),
      run('step', 'verifyCredentials'),
    ]);
    assert.deepEqual(Object.keys(JSON.parse(model.stdout).data), ['contactId', 'email', 'phone', 'extRef']);
    assert.ok(JSON.parse(metadata.stdout).data.in);
    assert.equal(JSON.parse(verified.stdout).data.verified, true);
  });

  describe('with a component of one’s own', () => {
    const configured = async (): Promise<string[]> => {
      const journal = await file('journal', '');
      const cfg = JSON.stringify({ journal, state: { subscriptionId: 'SUB_1' } });
      return ['subscribe', '--component', WEBHOOK_COMPONENT, '--cfg', cfg];
    };
    const hooksIn = async (path: string): Promise<string[]> =>
      (await readFile(path, 'utf8')).split('\n').flatMap((line) => (line ? [JSON.parse(line).hook] : []));
    const journalOf = (args: string[]): string => JSON.parse(args.at(-1) ?? '').journal;

    it('sends files with the message', async () => {
      const path = await file('contacts.csv', 'email\njo@example.com\n');
      const args = await configured();
      const { code, stdout } = await run('step', ...args, '--body', '{}', '--attachment', `list.csv=${path}`);
      assert.equal(code, 0);
      const [{ data } = {}] = printed(stdout) as { data: { attachments: Record<string, { url: string }> } }[];
      const { 'list.csv': attachment } = data?.attachments ?? {};
      assert.match(attachment?.url ?? '', /\/objects\/[0-9a-f-]{36}\?storage_type=maester$/);
      assert.deepEqual({ ...attachment, url: '' }, { url: '', size: 21, 'content-type': 'text/csv' });
    });

    it('subscribes, simulates one notice and unsubscribes, when a webhook trigger is given a body', async () => {
      const args = await configured();
      const { code, stdout } = await run('step', ...args, '--body', '{"Topic": "a"}');
      assert.equal(code, 0);
      const [{ data } = {}] = printed(stdout) as { data: { body: unknown } }[];
      assert.deepEqual(data?.body, { Topic: 'a' });
      assert.deepEqual(await hooksIn(journalOf(args)), ['startup', 'init', 'shutdown']);
    });

    it('waits for notices until it is stopped, when a webhook trigger is given none', async () => {
      const args = await configured();
      const command = startCommand('step', ...args);
      try {
        const [, address = ''] = await command.wrote(/waits for notices at (\S+) until/);
        await fetch(address, { method: 'POST', body: new URLSearchParams({ Topic: 'b' }) });
        await command.wrote(/"Topic": "b"/);
      } finally {
        assert.equal(await command.stop(), 0);
      }
      assert.deepEqual(await hooksIn(journalOf(args)), ['startup', 'init', 'shutdown']);
    });
  });
});
