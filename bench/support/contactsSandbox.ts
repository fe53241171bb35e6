import { seededRandom } from '../../local/sandbox/brand/random.js';
import { Tenant } from '../../local/sandbox/brand/tenant.js';
import { type Sandbox, startSandbox } from '../../local/sandbox/server.js';
import { resetSharedState } from '../../src/util/sharedState.js';

const DAY_MS = 86_400_000;

/** A brand with one directory of so many contacts, spread over most of a year. */
export interface ContactsSandbox {
  readonly sandbox: Sandbox;
  readonly credential: Readonly<Record<string, string>>;
  readonly directoryId: string;
}

/** Starts it, and points the steps of this process, and of those it starts, to it. */
export async function sandboxWith(contacts: number): Promise<ContactsSandbox> {
  const tenant = new Tenant(seededRandom(1));
  const directory = tenant.addDirectory({ name: 'Large' });
  const start = Date.now() - 300 * DAY_MS;
  for (let index = 0; index < contacts; index += 1) {
    const time = start + tenant.random.below(290 * DAY_MS);
    directory.create({ email: `c${index}@example.com`, creationDate: time, lastModified: time });
  }
  const sandbox = await startSandbox({ tenant, limits: {} });
  process.env.QUALTRICS_BASE_URL = sandbox.url;
  resetSharedState();
  const { clientId, clientSecret } = tenant;
  const credential = { dataCenterId: 'sandbox', clientId, clientSecret };
  return { sandbox, credential, directoryId: directory.options.directoryId };
}

/** Every request that fits is answered so many milliseconds later. */
export function slowDown(sandbox: Sandbox, ms: number, match = /API/): void {
  if (ms > 0) sandbox.faults.add({ match, times: Number.POSITIVE_INFINITY, fault: { kind: 'latency', ms } });
}
