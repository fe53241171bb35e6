import { demoTenant } from '../local/sandbox/brand/demoTenant.js';
import { type Sandbox, startSandbox } from '../local/sandbox/server.js';
import * as upsertObject from '../src/actions/upsertObject.js';
import { resetSharedState } from '../src/util/sharedState.js';
import { slowDown } from './support/contactsSandbox.js';
import { limitsOf } from './support/limits.js';
import { inTurn, type Report, seconds } from './support/report.js';
import { type RabbitMq, skippedWithout, underSailor } from './support/sailor.js';
import { sized } from './support/size.js';

const UPSERTS = sized(1000, 30);
const PREFETCH = 10;
const LATENCY_MS = 20;
const REPETITIONS = sized(3, 1);

interface UpsertPlace {
  readonly sandbox: Sandbox;
  readonly cfg: Readonly<Record<string, unknown>>;
  readonly bodies: readonly Readonly<Record<string, unknown>>[];
}

async function placeFor(count: number, latencyMs: number): Promise<UpsertPlace> {
  const tenant = demoTenant();
  const sandbox = await startSandbox({ tenant, limits: {} });
  slowDown(sandbox, latencyMs);
  process.env.QUALTRICS_BASE_URL = sandbox.url;
  resetSharedState();
  const { clientId, clientSecret } = tenant;
  const matching = { objectType: 'contacts', lookupCriteria: 'extRef', directoryMatchCriteria: 'directoryId' };
  const cfg = { dataCenterId: 'sandbox', clientId, clientSecret, ...matching };
  const directory = tenant.directories[1]?.options.directoryId;
  const bodies = Array.from({ length: count }, (_, index) => ({ lookupCriteriaValue: `key-${index}`, directory }));
  return { sandbox, cfg, bodies };
}

/** How long so many upserts of new contacts take, so many messages at once, in ms. */
export async function timeOfUpserts(count: number, atOnce: number, latencyMs: number): Promise<number> {
  const { sandbox, cfg, bodies } = await placeFor(count, latencyMs);
  const step = { emit: async () => undefined };
  const left = [...bodies];
  const work = async (): Promise<void> => {
    for (let body = left.shift(); body; body = left.shift())
      await upsertObject.process.call(step, { body }, { ...cfg });
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: atOnce }, work));
  const ms = performance.now() - started;
  await sandbox.close();
  return ms;
}

/** The same under the sailor, with a prefetch of as many. */
export async function timeUnderSailor(
  uri: string,
  count: number,
  prefetch: number,
  latencyMs: number,
): Promise<number> {
  const { sandbox, cfg, bodies } = await placeFor(count, latencyMs);
  const { ms } = await underSailor(uri, { key: 'upsertObject', cfg, bodies, prefetch });
  await sandbox.close();
  return ms;
}

/** What the sandbox and the broker alone take for as many. */
async function limitsFor(broker: RabbitMq): Promise<string> {
  const { sandbox, cfg, bodies } = await placeFor(UPSERTS, LATENCY_MS);
  try {
    const step = { emit: async () => undefined };
    const [body = {}] = bodies;
    await upsertObject.process.call(step, { body }, { ...cfg });
    const ofOne = sandbox.requests.filter(({ path }) => path.startsWith('/API/'));
    const requests = bodies.flatMap(() => ofOne);
    return await limitsOf(sandbox, broker, { requests, atOnce: PREFETCH, messages: UPSERTS, bytes: 200, snapshots: 0 });
  } finally {
    await sandbox.close();
  }
}

/** A thousand upserts with ten messages at once, as a prefetch of 10 gives, beside one after the other. */
export async function upserts(broker: RabbitMq): Promise<Report> {
  const measure = (atOnce: number): Promise<number> => timeOfUpserts(UPSERTS, atOnce, LATENCY_MS);
  const ms = await inTurn(REPETITIONS, {
    ours: () => measure(PREFETCH),
    alternative: () => measure(1),
    ...('uri' in broker ? { overRabbitMq: () => timeUnderSailor(broker.uri, UPSERTS, PREFETCH, LATENCY_MS) } : {}),
  });
  const { ours, alternative } = ms;
  return {
    name: 'upserts',
    about: `${UPSERTS} upserts at ${LATENCY_MS} ms a request, ${PREFETCH} at once against one after the other; median of ${REPETITIONS}`,
    rows: [
      {
        what: 'time',
        ours: seconds(ours),
        alternative: seconds(alternative),
        ratio: ours / alternative,
        overRabbitMq: ms.over(seconds),
        limit: await limitsFor(broker),
      },
    ],
    skipped: skippedWithout(broker),
  };
}
