import * as lookupObjects from '../src/actions/lookupObjects.js';
import * as polling from '../src/triggers/getNewAndUpdatedObjectsPolling.js';
import { pollingCfg } from './polling.js';
import { pollByHand } from './support/byHand.js';
import { type ContactsSandbox, sandboxWith, slowDown } from './support/contactsSandbox.js';
import { limitsOf } from './support/limits.js';
import { inTurn, type Report, type Row, seconds } from './support/report.js';
import { type RabbitMq, skippedWithout, underSailor } from './support/sailor.js';
import { sized } from './support/size.js';
import { stepAlone } from './support/stepAlone.js';

const CONTACTS = sized([50, 1234, 5000], [50]);
const LATENCY_MS = 80;
const REPETITIONS = sized(3, 1);
/** Searches that are under way at once, at most. */
const AT_ONCE = 4;
/** The login is none: whoever reads by hand does it, too. */
const SEARCHES = ({ path }: { readonly path: string }): boolean => path.endsWith('/search');

/** What it takes until the first message is out, beside plain paging that gives out its first page at once. */
export async function firstMessage(broker: RabbitMq): Promise<Report> {
  const rows: Row[] = [];
  for (const contacts of CONTACTS) {
    const place = await sandboxWith(contacts);
    slowDown(place.sandbox, LATENCY_MS, /search/);
    const poll = { module: polling, key: 'getNewAndUpdatedObjectsPolling', cfg: pollingCfg(place), body: {} };
    rows.push(...(await rowsOf(place, `poll of ${contacts} contacts`, poll, broker)));
    const { credential, directoryId: directory } = place;
    const cfg = {
      ...credential,
      objectType: 'contacts',
      directoryMatchCriteria: 'directoryId',
      emitBehavior: 'emitPage',
    };
    const lookup = { module: lookupObjects, key: 'lookupObjects', cfg, body: { directory } };
    rows.push(...(await rowsOf(place, `lookup of ${contacts} contacts`, lookup, broker)));
    await place.sandbox.close();
  }
  const about = `searches and time at ${LATENCY_MS} ms a search until the first message, in pages, against the first page of plain paging; median of ${REPETITIONS}`;
  return { name: 'first-message', about, rows, skipped: skippedWithout(broker) };
}

interface Reading {
  readonly module: Parameters<typeof stepAlone>[0];
  readonly key: string;
  readonly cfg: Readonly<Record<string, unknown>>;
  readonly body: Readonly<Record<string, unknown>>;
}

async function rowsOf(
  place: ContactsSandbox,
  what: string,
  { module, key, cfg, body }: Reading,
  broker: RabbitMq,
): Promise<Row[]> {
  const { sandbox } = place;
  const searches = () => sandbox.requests.filter(SEARCHES);
  const sinceThen = (before: number) => (): number => searches().length - before;
  const order = { key, cfg, bodies: [body] };
  const before = searches().length;
  const { first, bodies } = await stepAlone(module, { cfg, body }, sinceThen(before));
  const requests = searches().slice(before, before + first);
  const over = 'uri' in broker ? await underSailor(broker.uri, order, sinceThen(searches().length)) : undefined;
  const ms = await inTurn(REPETITIONS, {
    ours: async () => (await stepAlone(module, { cfg, body })).firstMs,
    alternative: async () => (await pollByHand(place)).firstMs,
    ...('uri' in broker ? { overRabbitMq: async () => (await underSailor(broker.uri, order)).firstMs } : {}),
  });
  const bytes = Buffer.byteLength(JSON.stringify(bodies[0]));
  const load = { requests, atOnce: AT_ONCE, messages: 1, bytes, snapshots: 0 };
  const time = { ours: seconds(ms.ours), alternative: seconds(ms.alternative), ratio: ms.ours / ms.alternative };
  return [
    {
      what: `${what}, searches`,
      ours: String(first),
      alternative: '1',
      ratio: first,
      overRabbitMq: over && { figure: String(over.first), ratio: over.first },
      limit: undefined,
    },
    {
      what: `${what}, time`,
      ...time,
      overRabbitMq: ms.over(seconds),
      limit: await limitsOf(sandbox, broker, load),
    },
  ];
}
