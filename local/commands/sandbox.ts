import { demoTenant } from '../sandbox/brand/demoTenant.js';
import { startSandbox } from '../sandbox/server.js';
import { listening, portOf, runCommand, typedArguments, untilStopped } from './command.js';

/** `npm run sandbox [-- --port N]`: the sandbox by itself, until it is stopped. */

const DEFAULT_PORT = '8080';

async function main(): Promise<number> {
  const { values } = typedArguments({ options: { port: { type: 'string', default: DEFAULT_PORT } } });
  const port = portOf(values.port);
  const tenant = demoTenant();
  const stopped = untilStopped();
  const sandbox = await listening(port, startSandbox({ tenant, port }));
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
    -d '{"surveyId": "${tenant.surveys[0]?.id}"}'

  docs/sandbox.md has every fault, every behaviour and what else can be done.`);
  await stopped;
  await sandbox.close();
  return 0;
}

runCommand(main);
