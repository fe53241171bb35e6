import { restoreEnvironment, savedEnvironment } from '../../../local/elasticio/environment.js';
import { type ObjectStorage, startObjectStorage } from '../../../local/elasticio/objectStorage.js';
import type { Tenant } from '../../../local/sandbox/brand/tenant.js';
import { type Sandbox, startSandbox } from '../../../local/sandbox/server.js';
import { systemClock } from '../../../src/qualtrics/client/options.js';
import { resetSharedState } from '../../../src/util/sharedState.js';
import { fastClock } from '../fastClock.js';
import { BRAND, FLOW_ID, smallTenant } from './brand.js';
import { leakCheck } from './leaks.js';
import { type ManglingProxy, startManglingProxy } from './manglingProxy.js';
import type { Values } from './steps.js';

/** A small brand and a storage for all tests of a file: there are thousands, and none needs a fresh one. */
export interface World {
  readonly sandbox: Sandbox;
  readonly tenant: Tenant;
  readonly storage: ObjectStorage;
  /** Stands before the sandbox. */
  readonly qualtricsProxy: ManglingProxy;
  /** Stands before the storage. */
  readonly storageProxy: ManglingProxy;
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
  ELASTICIO_FLOW_ID: FLOW_ID,
  ELASTICIO_STEP_ID: 'step_1',
  ELASTICIO_FLOW_WEBHOOK_URI: BRAND.publicationUrl,
  LOG_LEVEL: 'fatal',
};

/** Nobody waits for another try. */
const IN_REAL_TIME = { API_RETRY_DELAY: '60000' };

/** Time passes quickly, and the token is to last. */
const TOKEN_LIFETIME_MS = 1000 * 24 * 60 * 60_000;

export interface WorldOptions {
  /** Whether whatever is asked goes through what can spoil answers. */
  readonly isProxied?: boolean;
  /** How many times faster than the real one time runs. */
  readonly speed?: number;
}

/** What is started for it, and what it holds. */
interface Parts extends Pick<World, 'sandbox' | 'storage' | 'qualtricsProxy' | 'storageProxy' | 'known'> {
  readonly tokens: object;
}

async function startParts(): Promise<Parts> {
  const tenant = smallTenant();
  const tokenExpiryTime = new Date(Date.now() + TOKEN_LIFETIME_MS).toISOString();
  const sandbox = await startSandbox({ tenant, limits: {} });
  const storage = await startObjectStorage();
  return {
    sandbox,
    storage,
    qualtricsProxy: await startManglingProxy(() => sandbox.url),
    storageProxy: await startManglingProxy(() => storage.url),
    known: knownOf(tenant),
    tokens: { access_token: tenant.tokens.issue(TOKEN_LIFETIME_MS / 1000, ['manage:all']), tokenExpiryTime },
  };
}

/** Starts it before the tests of a `describe`, and stops it after them: nothing may be left open then. */
export function useWorld({ isProxied = false, speed = SPEED }: WorldOptions = {}): World {
  let savedEnv: NodeJS.ProcessEnv;
  let parts: Parts;
  let expectNoLeaks: () => Promise<void>;
  const realClock = { ...systemClock };

  before(async () => {
    expectNoLeaks = leakCheck();
    savedEnv = savedEnvironment();
    Object.assign(systemClock, fastClock(speed));
    parts = await startParts();
    const { sandbox, storage, qualtricsProxy, storageProxy } = parts;
    Object.assign(process.env, SETTINGS, speed === 1 ? IN_REAL_TIME : {}, {
      QUALTRICS_BASE_URL: isProxied ? qualtricsProxy.url : sandbox.url,
      ELASTICIO_OBJECT_STORAGE_URI: isProxied ? storageProxy.url : storage.url,
      ELASTICIO_OBJECT_STORAGE_TOKEN: storage.token,
    });
    resetSharedState();
  });
  after(async () => {
    restoreEnvironment(savedEnv);
    Object.assign(systemClock, realClock);
    for (const part of [parts.qualtricsProxy, parts.storageProxy, parts.sandbox, parts.storage]) await part.close();
    await expectNoLeaks();
  });
  return worldOf(() => parts);
}

/** What is there once it was started. */
function worldOf(parts: () => Parts): World {
  return {
    get sandbox() {
      return parts().sandbox;
    },
    get tenant() {
      return parts().sandbox.tenant;
    },
    get storage() {
      return parts().storage;
    },
    get qualtricsProxy() {
      return parts().qualtricsProxy;
    },
    get storageProxy() {
      return parts().storageProxy;
    },
    get credential() {
      const { sandbox, tokens } = parts();
      const { clientId, clientSecret } = sandbox.tenant;
      return { dataCenterId: 'sandbox', clientId, clientSecret, tokens };
    },
    get known() {
      return parts().known;
    },
    get secrets() {
      const { sandbox, storage } = parts();
      const { clientId, clientSecret } = sandbox.tenant;
      const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
      return [clientSecret, basic, storage.token, ...sandbox.tenant.tokens.all()];
    },
  };
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
