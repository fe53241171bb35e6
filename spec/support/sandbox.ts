import assert from 'node:assert/strict';
import { restoreEnvironment, savedEnvironment } from '../../local/elasticio/environment.js';
import { type DemoOptions, demoTenant } from '../../local/sandbox/brand/demoTenant.js';
import type { Tenant } from '../../local/sandbox/brand/tenant.js';
import { type Exchange, type Sandbox, type SandboxOptions, startSandbox } from '../../local/sandbox/server.js';
import { resetSharedState } from '../../src/util/sharedState.js';
import { wrongIn } from './traffic.js';

/** A sandbox of its own for each test, and the credential for it. */
export interface Bench {
  readonly sandbox: Sandbox;
  readonly tenant: Tenant;
  /** The credential's fields, as they come flattened into a step's configuration. */
  readonly credential: Record<string, unknown>;
  /** `METHOD /path` of the requests so far, without those for tokens. */
  readonly calls: () => string[];
}

/** Fast enough for tests: a pause between tries of a few milliseconds. */
const SETTINGS: Readonly<Record<string, string>> = {
  API_RETRIES_COUNT: '3',
  API_RETRY_DELAY: '5',
  API_REQUEST_TIMEOUT: '2000',
};

/** No limits, since tests are faster than the vendor allows. */
const NO_LIMITS: SandboxOptions['limits'] = {};

/**
 * Starts a sandbox before each test and stops it afterwards. `demo` and `limits` as for the sandbox.
 * A test fails when a request or an answer was other than the sandbox's OpenAPI says.
 */
export function useSandbox(options: { demo?: DemoOptions; limits?: SandboxOptions['limits'] } = {}): Bench {
  let sandbox: Sandbox;
  let savedEnv: NodeJS.ProcessEnv;
  let wrong: string[];

  beforeEach(async () => {
    savedEnv = savedEnvironment();
    const tenant = demoTenant(options.demo);
    wrong = [];
    const observe = (exchange: Exchange): void => void wrong.push(...wrongIn(exchange));
    sandbox = await startSandbox({ tenant, limits: options.limits ?? NO_LIMITS, observe });
    Object.assign(process.env, SETTINGS, { QUALTRICS_BASE_URL: sandbox.url });
    resetSharedState();
  });

  afterEach(async () => {
    restoreEnvironment(savedEnv);
    await sandbox.close();
    assert.deepEqual(wrong, []);
  });

  return {
    get sandbox() {
      return sandbox;
    },
    get tenant() {
      return sandbox.tenant;
    },
    get credential() {
      const { clientId, clientSecret } = sandbox.tenant;
      return { dataCenterId: 'sandbox', clientId, clientSecret };
    },
    calls: () =>
      sandbox.requests
        .filter(({ path }) => path !== '/oauth2/token')
        .map(({ method, path }) => `${method} ${path.replace('/API/v3', '')}`),
  };
}
