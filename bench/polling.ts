import { directoryOf } from '../local/simulation/contactTimes.js';
import { readAll } from '../local/simulation/readAll.js';
import * as polling from '../src/triggers/getNewAndUpdatedObjectsPolling.js';
import { PAGE_SIZE, pollByHand } from './support/byHand.js';
import { type ContactsSandbox, sandboxWith, slowDown } from './support/contactsSandbox.js';
import { limitsOf } from './support/limits.js';
import { inTurn, type Report, type Row, seconds } from './support/report.js';
import { type RabbitMq, skippedWithout, underSailor } from './support/sailor.js';
import { stepAlone } from './support/stepAlone.js';

const LATENCIES_MS = [0, 80, 250];
const CONTACTS = 5000;
const MANY_CONTACTS = 100_000;
const MILLION = 1_000_000;
const REPETITIONS = 3;
/** Searches that are under way at once, at most. */
const AT_ONCE = 4;

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
    if (latency === 0) {
      const before = sandbox.requests.length;
      const { snapshot } = await stepAlone(polling, { cfg: pollingCfg(place) });
      const searches = sandbox.requests.slice(before).filter(({ path }) => path.endsWith('/search')).length;
      const pages = CONTACTS / PAGE_SIZE + 1;
      const what = `${CONTACTS} contacts, searches`;
      rows.push({ what, ours: String(searches), alternative: String(pages), ratio: searches / pages });
      rows.push(await idle(place, snapshot));
    }
    await sandbox.close();
  }
  rows.push(...(await manyContacts()), millionContacts());
  return {
    name: 'polling',
    about: `the trigger against plain offset paging written by hand (which checks nothing and starts over each time); times at a latency: median of ${REPETITIONS}, the others: one run`,
    rows,
    skipped: skippedWithout(broker),
  };
}

/** A directory from its beginning: alone, by hand and under the sailor in turn. */
async function wholeDirectory(place: ContactsSandbox, latency: number, broker: RabbitMq): Promise<Row> {
  const { sandbox } = place;
  const cfg = pollingCfg(place);
  const key = 'getNewAndUpdatedObjectsPolling';
  const before = sandbox.requests.length;
  const { bodies, snapshots } = await stepAlone(polling, { cfg });
  const requests = sandbox.requests.slice(before);
  const ms = await inTurn(REPETITIONS, {
    ours: async () => (await stepAlone(polling, { cfg })).ms,
    alternative: async () => (await pollByHand(place)).ms,
    ...('uri' in broker ? { overRabbitMq: async () => (await underSailor(broker.uri, { key, cfg })).ms } : {}),
  });
  const bytes = Buffer.byteLength(JSON.stringify(bodies[0]));
  const load = { requests, atOnce: AT_ONCE, messages: bodies.length, bytes, snapshots };
  return {
    what: `${CONTACTS} contacts at ${latency} ms, time`,
    ours: seconds(ms.ours),
    alternative: seconds(ms.alternative),
    ratio: ms.ours / ms.alternative,
    overRabbitMq: ms.over(seconds),
    limit: await limitsOf(sandbox, broker, load),
  };
}

/** Polls with nothing new: one search beside reading everything again. */
async function idle(place: ContactsSandbox, snapshot: unknown): Promise<Row> {
  const IDLE_POLLS = 20;
  const { sandbox } = place;
  const cfg = pollingCfg(place);
  const started = performance.now();
  const before = sandbox.requests.length;
  for (let poll = 0; poll < IDLE_POLLS; poll += 1) await stepAlone(polling, { cfg, snapshot });
  const ms = (performance.now() - started) / IDLE_POLLS;
  const searches = (sandbox.requests.length - before) / IDLE_POLLS;
  const byHand = await pollByHand(place);
  return {
    what: `nothing new, time (${searches} search a poll)`,
    ours: `${ms.toFixed(1)} ms`,
    alternative: `${byHand.ms.toFixed(0)} ms`,
    ratio: ms / byHand.ms,
  };
}

async function manyContacts(): Promise<Row[]> {
  const place = await sandboxWith(MANY_CONTACTS);
  const byHand = await pollByHand(place);
  const { bodies, ms } = await stepAlone(polling, { cfg: pollingCfg(place) });
  const delivered = bodies.reduce<number>((sum, body) => sum + (body as { result: unknown[] }).result.length, 0);
  await place.sandbox.close();
  return [
    {
      what: `${MANY_CONTACTS} contacts, delivered in ${seconds(ms)}`,
      ours: String(delivered),
      alternative: `${byHand.delivered}${byHand.isComplete ? '' : ', then BRE_0.5'}`,
      ratio: delivered / byHand.delivered,
    },
  ];
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
  };
}
