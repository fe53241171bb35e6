import assert from 'node:assert/strict';
import { OWN_SANDBOX, type RunningCommand, run, runWith, startCommand } from '../support/commands.js';

describe('npm run sandbox', () => {
  let command: RunningCommand;
  let url: string;
  beforeEach(async () => {
    command = startCommand('sandbox', '--port', '0');
    [, url = ''] = await command.wrote(/listens at (\S+)\./);
  });
  afterEach(async () => assert.equal(await command.stop(), 0));

  it('prints its address and credentials, and accepts an API token', async () => {
    const token = /X-API-TOKEN +(\S+)/.exec(command.text())?.[1] ?? '';
    const answer = await fetch(`${url}/API/v3/whoami`, { headers: { 'x-api-token': token } });
    assert.equal(answer.status, 200);
    assert.match(command.text(), /Client ID +demo-client\n +Client Secret +\S+/);
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

  it('refuses a port that is none or taken, and ends with 2', async () => {
    const { code, stderr } = await run('sandbox', '--port', 'x');
    assert.deepEqual([code, stderr], [2, '"x" is not a port number.\n']);
    const { port } = new URL(url);
    const taken = await run('sandbox', '--port', port);
    assert.deepEqual([taken.code, taken.stderr], [2, `The port ${port} is taken; choose another one with --port.\n`]);
  });
});
