import { seededRandom } from '../local/sandbox/brand/random.js';
import { Tenant } from '../local/sandbox/brand/tenant.js';
import type { FaultRule } from '../local/sandbox/http/faults.js';
import { type Sandbox, startSandbox } from '../local/sandbox/server.js';
import { directoryOf } from '../local/simulation/contactTimes.js';
import { readAll } from '../local/simulation/readAll.js';
import * as polling from '../src/triggers/getNewAndUpdatedObjectsPolling.js';
import { resetSharedState } from '../src/util/sharedState.js';
import { inTurn, type Report, type Row, seconds } from './support/report.js';

const LATENCIES_MS = [0, 80, 250];
const CONTACTS = 5000;
const MANY_CONTACTS = 100_000;
const MILLION = 1_000_000;
const DAY_MS = 86_400_000;
const PAGE_SIZE = 100;
const REPETITIONS = 3;

async function sandboxWith(contacts: number): Promise<{ sandbox: Sandbox; cfg: Record<string, unknown> }> {
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
  const { directoryId } = directory.options;
  const credential = { dataCenterId: 'sandbox', clientId, clientSecret };
  const cfg = {
    ...credential,
    objectType: 'contacts',
    directoryId,
    singlePagePerInterval: 'no',
    emitBehavior: 'emitPage',
  };
  return { sandbox, cfg };
}

/** The trigger, messages taken at once; gives ms and the snapshot to go on from. */
async function pollOurs(cfg: Record<string, unknown>, snapshot: unknown = {}) {
  let last = snapshot;
  let delivered = 0;
  const step = {
    emit: async (event: string, value: unknown) => {
      if (event === 'snapshot') last = value;
      if (event === 'data') delivered += (value as { body: { result: unknown[] } }).body.result.length;
    },
  };
  const started = performance.now();
  await polling.process.call(step, { body: {} }, cfg, snapshot);
  return { ms: performance.now() - started, delivered, snapshot: last };
}

/** Plain paging as one writes it by hand: page after page from the beginning of time, no check, no snapshot. */
async function pollByHand(sandbox: Sandbox, cfg: Record<string, unknown>) {
  const started = performance.now();
  const form = new URLSearchParams({ grant_type: 'client_credentials' });
  const basic = Buffer.from(`${cfg.clientId}:${cfg.clientSecret}`).toString('base64');
  const login = await fetch(`${sandbox.url}/oauth2/token`, {
    method: 'POST',
    body: form,
    headers: { authorization: `Basic ${basic}` },
  });
  const { access_token } = (await login.json()) as { access_token: string };
  const headers = { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' };
  const filter = { filterType: 'lastModified', comparison: 'gte', value: '1970-01-01 00:00:00' };
  let delivered = 0;
  let skipToken = '';
  do {
    const url = `${sandbox.url}/API/v3/directories/${cfg.directoryId}/contacts/search?pageSize=${PAGE_SIZE}${skipToken && `&skipToken=${encodeURIComponent(skipToken)}`}`;
    const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ filter }) });
    const { result } = (await answer.json()) as { result?: { elements: unknown[]; skipToken?: string } };
    if (!result) return { ms: performance.now() - started, delivered, isComplete: false };
    delivered += result.elements.length;
    skipToken = result.skipToken ?? '';
  } while (skipToken);
  return { ms: performance.now() - started, delivered, isComplete: true };
}

/** The first poll of a directory, at several latencies, and one too large for plain paging. */
export async function pollingBench(): Promise<Report> {
  const rows: Row[] = [];
  for (const latency of LATENCIES_MS) {
    const { sandbox, cfg } = await sandboxWith(CONTACTS);
    const slow: FaultRule = {
      match: /search/,
      times: Number.POSITIVE_INFINITY,
      fault: { kind: 'latency', ms: latency },
    };
    if (latency > 0) sandbox.faults.add(slow);
    const ms = await inTurn(
      REPETITIONS,
      async () => (await pollOurs(cfg)).ms,
      async () => (await pollByHand(sandbox, cfg)).ms,
    );
    rows.push({
      what: `${CONTACTS} contacts at ${latency} ms, time`,
      ours: seconds(ms.ours),
      alternative: seconds(ms.alternative),
      ratio: ms.ours / ms.alternative,
    });
    if (latency === 0) {
      const before = sandbox.requests.length;
      const ours = await pollOurs(cfg);
      const searches = sandbox.requests.slice(before).filter(({ path }) => path.endsWith('/search')).length;
      const pages = CONTACTS / PAGE_SIZE + 1;
      rows.push({
        what: `${CONTACTS} contacts, searches`,
        ours: String(searches),
        alternative: String(pages),
        ratio: searches / pages,
      });
      rows.push(await idle(sandbox, cfg, ours.snapshot));
    }
    await sandbox.close();
  }
  rows.push(...(await manyContacts()), millionContacts());
  return {
    name: 'polling',
    about: `the trigger against plain offset paging written by hand (which checks nothing and starts over each time); times at a latency: median of ${REPETITIONS}, the others: one run`,
    rows,
  };
}

/** Polls with nothing new: one search beside reading everything again. */
async function idle(sandbox: Sandbox, cfg: Record<string, unknown>, snapshot: unknown): Promise<Row> {
  const IDLE_POLLS = 20;
  const started = performance.now();
  const before = sandbox.requests.length;
  for (let poll = 0; poll < IDLE_POLLS; poll += 1) await pollOurs(cfg, snapshot);
  const ms = (performance.now() - started) / IDLE_POLLS;
  const searches = (sandbox.requests.length - before) / IDLE_POLLS;
  const byHand = await pollByHand(sandbox, cfg);
  return {
    what: `nothing new, time (${searches} search a poll)`,
    ours: `${ms.toFixed(1)} ms`,
    alternative: `${byHand.ms.toFixed(0)} ms`,
    ratio: ms / byHand.ms,
  };
}

async function manyContacts(): Promise<Row[]> {
  const { sandbox, cfg } = await sandboxWith(MANY_CONTACTS);
  const byHand = await pollByHand(sandbox, cfg);
  const ours = await pollOurs(cfg);
  await sandbox.close();
  return [
    {
      what: `${MANY_CONTACTS} contacts, delivered in ${seconds(ours.ms)}`,
      ours: String(ours.delivered),
      alternative: `${byHand.delivered}${byHand.isComplete ? '' : ', then BRE_0.5'}`,
      ratio: ours.delivered / byHand.delivered,
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
