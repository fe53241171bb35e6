import { restoreEnvironment, savedEnvironment } from '../../../local/elasticio/environment.js';
import { type ObjectStorage, startObjectStorage } from '../../../local/elasticio/objectStorage.js';
import { addPastContacts } from '../../../local/sandbox/brand/demoContacts.js';
import { seededRandom } from '../../../local/sandbox/brand/random.js';
import { SATISFACTION } from '../../../local/sandbox/brand/surveys/demoQuestions.js';
import { newSurvey } from '../../../local/sandbox/brand/surveys/newSurvey.js';
import { Tenant } from '../../../local/sandbox/brand/tenant.js';
import { type Sandbox, startSandbox } from '../../../local/sandbox/server.js';
import { systemClock } from '../../../src/qualtrics/client/options.js';
import { resetSharedState } from '../../../src/util/sharedState.js';
import { fastClock } from '../fastClock.js';
import { leakCheck } from './leaks.js';
import type { Values } from './steps.js';

/** A small brand and a storage for all tests of a file: there are thousands, and none needs a fresh one. */
export interface World {
  readonly sandbox: Sandbox;
  readonly tenant: Tenant;
  readonly storage: ObjectStorage;
  /** The credential's fields, with a token: none is asked for. */
  readonly credential: Values;
  /** What a good configuration or message holds, by the names of fields. */
  readonly known: Values;
  /** In no error, log line or message. */
  readonly secrets: readonly string[];
}

/** Minutes of waiting take milliseconds. */
const SPEED = 5000;

/** One try each: what fails always need not fail three times. */
const SETTINGS: Readonly<Record<string, string>> = {
  API_RETRIES_COUNT: '1',
  API_RETRY_DELAY: '250',
  API_REQUEST_TIMEOUT: '60000',
  ELASTICIO_FLOW_ID: 'flow',
  ELASTICIO_STEP_ID: 'step_1',
  ELASTICIO_FLOW_WEBHOOK_URI: 'http://127.0.0.1:9/hook',
};

const DAY_MS = 24 * 60 * 60_000;

/** Starts it before the tests of a `describe`, and stops it after them: nothing may be left open then. */
export function useWorld(): World {
  let savedEnv: NodeJS.ProcessEnv;
  let sandbox: Sandbox;
  let storage: ObjectStorage;
  let known: Values;
  let tokens: object;
  let expectNoLeaks: () => Promise<void>;
  const realClock = { ...systemClock };

  before(async () => {
    expectNoLeaks = leakCheck();
    savedEnv = savedEnvironment();
    Object.assign(systemClock, fastClock(SPEED));
    const tenant = smallTenant();
    known = knownOf(tenant);
    const tokenExpiryTime = new Date(Date.now() + DAY_MS).toISOString();
    tokens = { access_token: tenant.tokens.issue(DAY_MS / 1000, ['manage:all']), tokenExpiryTime };
    sandbox = await startSandbox({ tenant, limits: {} });
    storage = await startObjectStorage();
    Object.assign(process.env, SETTINGS, {
      QUALTRICS_BASE_URL: sandbox.url,
      ELASTICIO_OBJECT_STORAGE_URI: storage.url,
      ELASTICIO_OBJECT_STORAGE_TOKEN: storage.token,
    });
    resetSharedState();
  });
  after(async () => {
    restoreEnvironment(savedEnv);
    Object.assign(systemClock, realClock);
    await sandbox.close();
    await storage.close();
    await expectNoLeaks();
  });

  return {
    get sandbox() {
      return sandbox;
    },
    get tenant() {
      return sandbox.tenant;
    },
    get storage() {
      return storage;
    },
    get credential() {
      const { clientId, clientSecret } = sandbox.tenant;
      return { dataCenterId: 'sandbox', clientId, clientSecret, tokens };
    },
    get known() {
      return known;
    },
    get secrets() {
      const { clientId, clientSecret } = sandbox.tenant;
      const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
      return [clientSecret, basic, storage.token, ...sandbox.tenant.tokens.all()];
    },
  };
}

/** Three contacts, a mailing list, a survey with three responses. */
function smallTenant(): Tenant {
  const tenant = new Tenant(seededRandom(11), Date.now);
  const directory = tenant.addDirectory({ name: 'Customers', isDefault: true });
  tenant.addMailingList({ name: 'Newsletter', directoryId: directory.options.directoryId });
  addPastContacts(tenant, directory, 3);
  const [since, until] = [Date.now() - 9 * DAY_MS, Date.now() - DAY_MS];
  tenant.surveys.push(
    newSurvey({ id: 'SV_0123456789abcde', name: 'Short', content: SATISFACTION, count: 3, seed: 5, since, until }),
  );
  Object.assign(tenant.behaviour, { exportChecks: 0, importChecks: 0 });
  return tenant;
}

function knownOf(tenant: Tenant): Values {
  const [directory] = tenant.directories;
  const [contact] = directory?.contacts.values() ?? [];
  const directoryId = directory?.options.directoryId;
  return {
    directoryId,
    directory: directoryId,
    mailingListId: tenant.mailingLists[0]?.mailingListId,
    surveyId: tenant.surveys[0]?.id,
    lookupCriteria: 'email',
    lookupCriteriaValue: contact?.email,
    fieldValue: contact?.email,
    url: '/whoami',
    method: 'POST',
    fileFormat: 'csv',
    termNumber: '2',
    contacts: [{ email: 'imported@example.com' }],
  };
}
