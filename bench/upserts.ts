import { demoTenant } from '../local/sandbox/brand/demoTenant.js';
import { startSandbox } from '../local/sandbox/server.js';
import * as upsertObject from '../src/actions/upsertObject.js';
import { resetSharedState } from '../src/util/sharedState.js';
import { inTurn, type Report, seconds } from './support/report.js';

const UPSERTS = 1000;
const PREFETCH = 10;
const LATENCY_MS = 20;
const REPETITIONS = 3;

/** How long so many upserts of new contacts take, so many messages at once, in ms. */
export async function timeOfUpserts(count: number, atOnce: number, latencyMs: number): Promise<number> {
  const tenant = demoTenant();
  const sandbox = await startSandbox({ tenant, limits: {} });
  sandbox.faults.add({ match: /API/, times: Number.POSITIVE_INFINITY, fault: { kind: 'latency', ms: latencyMs } });
  process.env.QUALTRICS_BASE_URL = sandbox.url;
  resetSharedState();
  const { clientId, clientSecret } = tenant;
  const credential = { dataCenterId: 'sandbox', clientId, clientSecret };
  const cfg = {
    ...credential,
    objectType: 'contacts',
    lookupCriteria: 'extRef',
    directoryMatchCriteria: 'directoryId',
  };
  const directory = tenant.directories[1]?.options.directoryId;
  const step = { emit: async () => undefined };
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < count) {
      const lookupCriteriaValue = `key-${next}`;
      next += 1;
      await upsertObject.process.call(step, { body: { lookupCriteriaValue, directory } }, cfg);
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: atOnce }, work));
  const ms = performance.now() - started;
  await sandbox.close();
  return ms;
}

/** A thousand upserts with ten messages at once, as a prefetch of 10 gives, beside one after the other. */
export async function upserts(): Promise<Report> {
  const measure = (atOnce: number): Promise<number> => timeOfUpserts(UPSERTS, atOnce, LATENCY_MS);
  const { ours, alternative } = await inTurn(
    REPETITIONS,
    () => measure(PREFETCH),
    () => measure(1),
  );
  return {
    name: 'upserts',
    about: `${UPSERTS} upserts at ${LATENCY_MS} ms a request, ${PREFETCH} at once against one after the other; median of ${REPETITIONS}`,
    rows: [{ what: 'time', ours: seconds(ours), alternative: seconds(alternative), ratio: ours / alternative }],
  };
}
