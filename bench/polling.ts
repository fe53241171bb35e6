import { resolve } from 'node:path';
import { UNTHROTTLED } from '../local/elasticio/stepVariables.js';
import { directoryOf } from '../local/simulation/contactTimes.js';
import { readAll } from '../local/simulation/readAll.js';
import * as polling from '../src/triggers/getNewAndUpdatedObjectsPolling.js';
import { PAGE_SIZE, pollByHand } from './support/byHand.js';
import { type ContactsSandbox, sandboxWith, slowDown } from './support/contactsSandbox.js';
import { limitsOf } from './support/limits.js';
import { inTurn, type Report, type Row, seconds } from './support/report.js';
import { type RabbitMq, type SailorOrder, skippedWithout, underSailor } from './support/sailor.js';
import { sized } from './support/size.js';
import { stepAlone } from './support/stepAlone.js';

const KEY = 'getNewAndUpdatedObjectsPolling';
const LATENCIES_MS = sized([0, 80, 250], [0, 80]);
const CONTACTS = sized(5000, 300);
const MANY_CONTACTS = sized(100_000, 2000);
const MILLION = sized(1_000_000, 20_000);
const REPETITIONS = sized(3, 1);
/** Searches that are under way at once, at most. */
const AT_ONCE = 4;
/** The latency at which the sailor is measured without its throttle, too. */
const UNTHROTTLED_AT_MS = 80;

/** The trigger's configuration for all there is, in pages. */
export function pollingCfg({ credential, directoryId }: ContactsSandbox): Record<string, unknown> {
  return { ...credential, objectType: 'contacts', directoryId, singlePagePerInterval: 'no', emitBehavior: 'emitPage' };
}

/** The first poll of a directory, at several latencies, and one too large for plain paging. */
export async function pollingBench(broker: RabbitMq): Promise<Report> {
  const rows: Row[] = [];
  for (const latency of LATENCIES_MS) {
    const place = await sandboxWith(CONTACTS);
    const { sandbox } = place;
    slowDown(sandbox, latency, /search/);
    rows.push(await wholeDirectory(place, latency, broker));
    if (latency === UNTHROTTLED_AT_MS) rows.push(await wholeDirectory(place, latency, broker, UNTHROTTLED));
    if (latency === 0) {
      rows.push(await searches(place, broker));
      rows.push(await idle(place, broker));
    }
    await sandbox.close();
  }
  rows.push(await manyContacts(broker), millionContacts());
  return {
    name: 'polling',
    about: `the trigger against plain offset paging written by hand (which checks nothing and starts over each time), alone and as a trigger in the same sailor; times at a latency: median of ${REPETITIONS}, the others: one run`,
    rows,
    skipped: skippedWithout(broker),
  };
}

/** A directory from its beginning: alone, by hand and under the sailor in turn. */
async function wholeDirectory(
  place: ContactsSandbox,
  latency: number,
  broker: RabbitMq,
  env: Record<string, string> = {},
): Promise<Row> {
  const { sandbox } = place;
  const cfg = pollingCfg(place);
  const before = sandbox.requests.length;
  const { bodies, snapshots } = await stepAlone(polling, { cfg });
  const requests = sandbox.requests.slice(before);
  const ms = await inTurn(REPETITIONS, {
    ours: async () => (await stepAlone(polling, { cfg })).ms,
    alternative: async () => (await pollByHand(place)).ms,
    ...('uri' in broker
      ? {
          overRabbitMq: async () => (await underSailor(broker.uri, { key: KEY, cfg, env })).ms,
          alternativeOverRabbitMq: async () => (await underSailor(broker.uri, plainTrigger(place, env))).ms,
        }
      : {}),
  });
  const bytes = Buffer.byteLength(JSON.stringify(bodies[0]));
  const load = {
    requests,
    atOnce: AT_ONCE,
    messages: bodies.length,
    bytes,
    snapshots: env === UNTHROTTLED ? 0 : snapshots,
  };
  return {
    what: `${CONTACTS} contacts at ${latency} ms, time${env === UNTHROTTLED ? ', the sailor’s throttle lifted' : ''}`,
    ours: seconds(ms.ours),
    alternative: ms.alternatives(seconds),
    ratio: ms.ours / ms.alternative,
    overRabbitMq: ms.over(seconds),
    limit: await limitsOf(sandbox, broker, load),
  };
}

/** Plain paging by hand as a trigger of another component, in the same sailor. */
function plainTrigger({ sandbox, credential, directoryId }: ContactsSandbox, env: Record<string, string>): SailorOrder {
  const { clientId = '', clientSecret = '' } = credential;
  return {
    key: 'poll',
    cfg: { url: sandbox.url, clientId, clientSecret, directoryId },
    componentPath: resolve(__dirname, 'support/plainTrigger'),
    env: { ...env, NODE_OPTIONS: '--require tsx/cjs' },
  };
}

/** How many searches a directory takes from its beginning. */
async function searches(place: ContactsSandbox, broker: RabbitMq): Promise<Row> {
  const { requests } = place.sandbox;
  const cfg = pollingCfg(place);
  const counted = async (read: () => Promise<unknown>): Promise<number> => {
    const before = requests.length;
    await read();
    return requests.slice(before).filter(({ path }) => path.endsWith('/search')).length;
  };
  const ours = await counted(() => stepAlone(polling, { cfg }));
  const over = 'uri' in broker ? await counted(() => underSailor(broker.uri, { key: KEY, cfg })) : undefined;
  const pages = CONTACTS / PAGE_SIZE + 1;
  return {
    what: `${CONTACTS} contacts, searches`,
    ours: String(ours),
    alternative: String(pages),
    ratio: ours / pages,
    overRabbitMq: over === undefined ? undefined : { figure: String(over), ratio: over / pages },
    limit: undefined,
  };
}

/** Polls with nothing new: one search beside reading everything again. */
async function idle(place: ContactsSandbox, broker: RabbitMq): Promise<Row> {
  const IDLE_POLLS = 20;
  const { sandbox } = place;
  const cfg = pollingCfg(place);
  const { snapshot } = await stepAlone(polling, { cfg });
  const started = performance.now();
  const before = sandbox.requests.length;
  for (let poll = 0; poll < IDLE_POLLS; poll += 1) await stepAlone(polling, { cfg, snapshot });
  const ms = (performance.now() - started) / IDLE_POLLS;
  const requests = sandbox.requests.slice(before);
  const byHand = await pollByHand(place);
  const bodies = Array.from({ length: IDLE_POLLS }, () => ({}));
  const order = { key: KEY, cfg, snapshot, bodies };
  const overMs = 'uri' in broker ? (await underSailor(broker.uri, order)).ms / IDLE_POLLS : undefined;
  const load = { requests, atOnce: 1, messages: 0, bytes: 0, snapshots: 0 };
  return {
    what: `nothing new, time (${requests.length / IDLE_POLLS} search a poll)`,
    ours: `${ms.toFixed(1)} ms`,
    alternative: `${byHand.ms.toFixed(0)} ms`,
    ratio: ms / byHand.ms,
    overRabbitMq: overMs === undefined ? undefined : { figure: `${overMs.toFixed(1)} ms`, ratio: overMs / byHand.ms },
    limit: `${await limitsOf(sandbox, broker, load)} for ${IDLE_POLLS} polls`,
  };
}

/** More contacts than plain paging reaches. */
async function manyContacts(broker: RabbitMq): Promise<Row> {
  const place = await sandboxWith(MANY_CONTACTS);
  const cfg = pollingCfg(place);
  const countIn = (body: unknown): number => (body as { result: unknown[] }).result.length;
  try {
    const byHand = await pollByHand(place);
    const { bodies, ms } = await stepAlone(polling, { cfg });
    const delivered = bodies.reduce<number>((sum, body) => sum + countIn(body), 0);
    let arrived = 0;
    const onBody = (body: unknown): void => {
      arrived += countIn(body);
    };
    const over = 'uri' in broker ? await underSailor(broker.uri, { key: KEY, cfg, onBody }) : undefined;
    return {
      what: `${MANY_CONTACTS} contacts, delivered in ${seconds(ms)}`,
      ours: String(delivered),
      alternative: `${byHand.delivered}${byHand.isComplete ? '' : ', then BRE_0.5'}`,
      ratio: delivered / byHand.delivered,
      overRabbitMq: over && { figure: `${arrived} in ${seconds(over.ms)}`, ratio: arrived / byHand.delivered },
      limit: undefined,
    };
  } finally {
    await place.sandbox.close();
  }
}

/** A million contacts against the pure part with a simulated server, without HTTP. Throws an Error unless each came once. */
function millionContacts(): Row {
  const directory = directoryOf(MILLION, 'day and night');
  const missing = new Set(directory.truth.keys());
  const started = performance.now();
  let delivered = 0;
  const mostHeld = readAll(directory, (id) => {
    missing.delete(id);
    delivered += 1;
  });
  if (missing.size > 0 || delivered !== MILLION) {
    throw new Error(`Of ${MILLION} contacts ${missing.size} were missed, and ${delivered} delivered.`);
  }
  const pages = MILLION / PAGE_SIZE;
  const took = seconds(performance.now() - started);
  return {
    what: `${delivered} contacts without HTTP in ${took}, at most ${mostHeld} in memory, searches`,
    ours: String(directory.searches),
    alternative: String(pages),
    ratio: directory.searches / pages,
    overRabbitMq: 'no step runs here, only what decides which pages are read; `million` has the step.',
    limit: undefined,
  };
}
