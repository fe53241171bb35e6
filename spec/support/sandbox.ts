import { restoreEnvironment, savedEnvironment } from '../../local/elasticio/environment.js';
import { type DemoOptions, demoTenant } from '../../local/sandbox/brand/demoTenant.js';
import type { Tenant } from '../../local/sandbox/brand/tenant.js';
import type { Sandbox, SandboxOptions } from '../../local/sandbox/server.js';
import { systemClock } from '../../src/qualtrics/client/options.js';
import { resetSharedState } from '../../src/util/sharedState.js';
import { startCheckedSandbox } from './checkedSandbox.js';
import { fastClock } from './fastClock.js';
import { requestLimits } from './requestLimits.js';

/** A sandbox of its own for each test, and the credential for it. */
export interface Bench {
  readonly sandbox: Sandbox;
  readonly tenant: Tenant;
  /** The credential's fields, as they come flattened into a step's configuration. */
  readonly credential: Record<string, unknown>;
  /** `METHOD /path` of the requests so far, without those for tokens. */
  readonly calls: () => string[];
}

/** A pause between tries of a few milliseconds; a timeout that no machine is slow enough to meet. */
const SETTINGS: Readonly<Record<string, string>> = {
  API_RETRIES_COUNT: '3',
  API_RETRY_DELAY: '5',
  API_REQUEST_TIMEOUT: '60000',
};

/** No limits, since tests are faster than the vendor allows. */
const NO_LIMITS: SandboxOptions['limits'] = {};

export interface BenchOptions {
  readonly demo?: DemoOptions;
  readonly limits?: SandboxOptions['limits'];
  /** How many times faster than the real one time runs, for the sandbox and for the steps of this process. */
  readonly speed?: number;
  /** For steps in other processes, whose time is real: faults hold answers back in real time, too. */
  readonly isRealTime?: boolean;
}

/**
 * Starts a sandbox before each test and stops it afterwards. `demo` and `limits` as for the sandbox.
 * Time limits of requests are met only when a fault holds an answer back for longer than that, and then at once.
 * A test fails when a request or an answer was other than the sandbox's OpenAPI says.
 */
export function useSandbox({ demo, limits = NO_LIMITS, speed = 1, isRealTime = false }: BenchOptions = {}): Bench {
  let sandbox: Sandbox;
  let savedEnv: NodeJS.ProcessEnv;
  const realClock = { ...systemClock };

  beforeEach(async () => {
    savedEnv = savedEnvironment();
    const clock = fastClock(speed);
    if (!isRealTime) Object.assign(systemClock, clock);
    const tenant = demoTenant({ now: clock.now, ...demo });
    const silence = isRealTime ? undefined : requestLimits.pass;
    sandbox = await startCheckedSandbox({ tenant, limits, silence });
    Object.assign(process.env, SETTINGS, { QUALTRICS_BASE_URL: sandbox.url });
    resetSharedState();
  });

  afterEach(async () => {
    restoreEnvironment(savedEnv);
    Object.assign(systemClock, realClock);
    await sandbox.close();
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
