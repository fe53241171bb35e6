import { completeResponses } from '../local/sandbox/brand/completeResponses.js';
import { demoTenant } from '../local/sandbox/brand/demoTenant.js';
import { type Sandbox, startSandbox } from '../local/sandbox/server.js';
import { webhookKey } from '../src/platform/hooks.js';
import * as trigger from '../src/triggers/newSurveyResponseWebhook.js';
import { resetSharedState } from '../src/util/sharedState.js';
import { slowDown } from './support/contactsSandbox.js';
import { limitsOf } from './support/limits.js';
import { inTurn, type Report, type Row, seconds } from './support/report.js';
import { type RabbitMq, skippedWithout, underSailor } from './support/sailor.js';
import { sized } from './support/size.js';

const NOTICES = sized(500, 30);
const PREFETCH = 10;
const LATENCIES_MS = [0, 80];
const REPETITIONS = sized(3, 1);
const FLOW = 'bench-flow';

/** Notices of completed responses, each of which is read: ten at once beside one after the other. */
export async function webhook(broker: RabbitMq): Promise<Report> {
  const rows: Row[] = [];
  for (const latency of LATENCIES_MS) {
    const tenant = demoTenant();
    tenant.behaviour.responseLagMs = 0;
    const sandbox = await startSandbox({ tenant, limits: {} });
    slowDown(sandbox, latency);
    process.env.QUALTRICS_BASE_URL = sandbox.url;
    process.env.ELASTICIO_FLOW_ID = FLOW;
    try {
      rows.push(await rowAt(sandbox, latency, broker));
    } finally {
      delete process.env.ELASTICIO_FLOW_ID;
      await sandbox.close();
    }
  }
  return {
    name: 'webhook',
    about: `${NOTICES} notices, each response read by its id, ${PREFETCH} at once against one after the other; median of ${REPETITIONS}`,
    rows,
    skipped: skippedWithout(broker),
  };
}

async function rowAt(sandbox: Sandbox, latency: number, broker: RabbitMq): Promise<Row> {
  const { tenant } = sandbox;
  const { clientId, clientSecret } = tenant;
  const cfg = { dataCenterId: 'sandbox', clientId, clientSecret, surveyId: tenant.surveys[0]?.id ?? '' };
  const bodies = noticesOf(sandbox, cfg);
  const before = sandbox.requests.length;
  const sizes = await receive(cfg, bodies, PREFETCH);
  const requests = sandbox.requests.slice(before);
  const timed = async (atOnce: number): Promise<number> => {
    const started = performance.now();
    await receive(cfg, bodies, atOnce);
    return performance.now() - started;
  };
  const order = { key: 'newSurveyResponseWebhook', cfg, bodies, prefetch: PREFETCH, flowId: FLOW };
  const ms = await inTurn(REPETITIONS, {
    ours: () => timed(PREFETCH),
    alternative: () => timed(1),
    ...('uri' in broker ? { overRabbitMq: async () => (await underSailor(broker.uri, order)).ms } : {}),
  });
  const load = { requests, atOnce: PREFETCH, messages: NOTICES, bytes: Math.max(...sizes), snapshots: 0 };
  return {
    what: `at ${latency} ms a request, time`,
    ours: seconds(ms.ours),
    alternative: seconds(ms.alternative),
    ratio: ms.ours / ms.alternative,
    overRabbitMq: ms.over(seconds),
    limit: await limitsOf(sandbox, broker, load),
  };
}

/** Signed notices of so many completed responses, as the gateway hands them on. */
function noticesOf({ tenant }: Sandbox, cfg: { readonly surveyId: string }): Record<string, string>[] {
  const topics = `surveyengine.completedResponse.${cfg.surveyId}`;
  tenant.events.create({ topics, publicationUrl: 'https://example.com/hook', sharedKey: webhookKey({ ...cfg }) });
  const bodies: Record<string, string>[] = [];
  tenant.events.onNotice = ({ body }) => bodies.push(Object.fromEntries(new URLSearchParams(body)));
  completeResponses(tenant, { surveyId: cfg.surveyId, count: NOTICES });
  return bodies;
}

/** All of them, so many at once; gives the size of each message in bytes. Throws an Error unless each gives one. */
async function receive(
  cfg: object,
  bodies: readonly Readonly<Record<string, string>>[],
  atOnce: number,
): Promise<number[]> {
  resetSharedState();
  const sizes: number[] = [];
  const emit = async (event: string, value: unknown): Promise<void> => {
    if (event === 'error') throw value;
    if (event === 'data') sizes.push(Buffer.byteLength(JSON.stringify(value)));
  };
  const left = [...bodies];
  const work = async (): Promise<void> => {
    for (let body = left.shift(); body; body = left.shift()) {
      await trigger.process.call({ emit }, { body, method: 'POST' }, { ...cfg }, {});
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  if (sizes.length !== bodies.length) throw new Error(`${sizes.length} of ${bodies.length} notices gave a message.`);
  return sizes;
}
