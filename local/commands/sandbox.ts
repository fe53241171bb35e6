import { parseArgs } from 'node:util';
import { demoTenant } from '../sandbox/brand/demoTenant.js';
import { startSandbox } from '../sandbox/server.js';

/** `npm run sandbox [-- --port N]`: the sandbox by itself, until it is stopped. */

const DEFAULT_PORT = 8080;
const MAX_PORT = 65_535;

function readPort(): number {
  let typed: string | undefined;
  try {
    typed = parseArgs({ options: { port: { type: 'string' } } }).values.port;
  } catch (error) {
    fail((error as Error).message.split('\n')[0] ?? '');
  }
  const port = typed === undefined ? DEFAULT_PORT : Number(typed);
  if (!Number.isInteger(port) || port < 0 || port > MAX_PORT) fail(`"${typed}" is not a port number.`);
  return port;
}

function fail(message: string): never {
  console.error(message);
  process.exit(2);
}

async function main(): Promise<void> {
  const tenant = demoTenant();
  const sandbox = await startSandbox({ tenant, port: readPort() });
  console.log(`The Qualtrics sandbox listens at ${sandbox.url}. Stop it with Ctrl+C.

  Client ID       ${tenant.clientId}
  Client Secret   ${tenant.clientSecret}
  X-API-TOKEN     ${tenant.apiToken}

  Directories     ${tenant.directories.map(({ options }) => `${options.directoryId} ${options.name}`).join('\n                  ')}
  Surveys         ${tenant.surveys.map(({ id, name, isActive }) => `${id} ${name}${isActive ? '' : ' (inactive)'}`).join('\n                  ')}
  Mailing lists   ${tenant.mailingLists.map(({ mailingListId, name }) => `${mailingListId} ${name}`).join('\n                  ')}

  curl -H 'X-API-TOKEN: ${tenant.apiToken}' ${sandbox.url}/API/v3/whoami
  QUALTRICS_BASE_URL=${sandbox.url} makes the component use it.

  Let the next search meet a rate limit, or the index lag behind; GET /sandbox shows what is planned:
  curl -X POST -H 'Content-Type: application/json' ${sandbox.url}/sandbox/faults \\
    -d '{"match": "contacts/search", "fault": {"kind": "status", "status": 429, "when": "before", "retryAfter": "5"}}'
  curl -X PATCH -H 'Content-Type: application/json' ${sandbox.url}/sandbox/behaviour -d '{"indexLagMs": 30000}'

  Answer a survey; who subscribed to it gets a notice:
  curl -X POST -H 'Content-Type: application/json' ${sandbox.url}/sandbox/responses \\
    -d '{"surveyId": "${tenant.surveys[0]?.id}"}'`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void sandbox.close().then(() => process.exit(0)));
  }
}

main().catch((error: Error & { code?: string }) => {
  fail(error.code === 'EADDRINUSE' ? 'The port is taken; choose another one with --port.' : error.message);
});
