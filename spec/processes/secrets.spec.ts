import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { demoTenant } from '../../local/sandbox/brand/demoTenant.js';
import { startCheckedSandbox } from '../support/checkedSandbox.js';

/** One run of every step at trace level, in a process of its own; gives all it wrote. */
async function everythingWritten(url: string, cfg: Record<string, unknown>): Promise<string> {
  const child = spawn(
    process.execPath,
    ['--require', 'tsx/cjs', resolve(__dirname, '../support/everyStepAtTrace.ts')],
    {
      env: {
        ...process.env,
        LOG_LEVEL: 'trace',
        QUALTRICS_BASE_URL: url,
        STEP_CFG: JSON.stringify(cfg),
        AMQP_URI: '',
        API_RETRY_DELAY: '5',
      },
    },
  );
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += String(chunk)));
  const [code] = await once(child, 'close');
  assert.equal(code, 0, text.slice(-2000));
  return text;
}

describe('Secrets and personal data', () => {
  it('are in no log line at any level, no error and no snapshot', async () => {
    const tenant = demoTenant();
    Object.assign(tenant.behaviour, { exportChecks: 0, importChecks: 0 });
    const sandbox = await startCheckedSandbox({ tenant, limits: {} });
    try {
      const { clientId, clientSecret } = tenant;
      const directoryId = tenant.directories[1]?.options.directoryId;
      const surveyId = tenant.surveys[0]?.id;
      const issued = new Set<string>();
      sandbox.onRequest = () => {
        for (const token of tenant.tokens.all()) issued.add(token);
      };
      // The vendor repeats what it was sent: a secret in an answer must not come out either.
      sandbox.faults.add({ match: /whoami/, times: 2, fault: { kind: 'status', status: 500, when: 'before' } });
      sandbox.faults.add({ match: /search/, fault: { kind: 'revokeTokens' } });
      const mailingListId = tenant.mailingLists.find((list) => list.directoryId === directoryId)?.mailingListId;
      const cfg = { dataCenterId: 'sandbox', clientId, clientSecret, directoryId, surveyId, mailingListId };
      const written = await everythingWritten(sandbox.url, cfg);
      assert.match(
        written,
        /GET \/whoami: status 200 in \d+ ms \(attempt \d, request id [0-9a-f-]{36}\)/,
        'the client’s debug lines are there',
      );
      assert.match(written, /"snapshot"|watermark/, 'and snapshots');
      assert.ok(issued.size >= 2);
      const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
      for (const secret of [clientSecret, basic, ...issued]) {
        assert.ok(!written.includes(secret), `${secret} was written near ${context(written, secret)}`);
      }
      const logged = written.split('\n').filter((line) => line.includes('"name":"component"'));
      assert.ok(logged.length > 20);
      for (const contact of tenant.directories[1]?.contacts.values() ?? []) {
        for (const personal of [contact.email, contact.phone]) {
          if (personal) assert.ok(!logged.some((line) => line.includes(personal)), `${personal} was logged`);
        }
      }
    } finally {
      await sandbox.close();
    }
  });
});

function context(text: string, part: string): string {
  const at = text.indexOf(part);
  return text.slice(Math.max(0, at - 200), at);
}
