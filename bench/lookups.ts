import type { BookedRequest } from '../local/sandbox/brand/records.js';
import type { Sandbox } from '../local/sandbox/http/sandbox.js';
import * as lookupObjects from '../src/actions/lookupObjects.js';
import { PAGE_SIZE, pollByHand } from './support/byHand.js';
import { sandboxWith, slowDown } from './support/contactsSandbox.js';
import { limitsOf } from './support/limits.js';
import { inTurn, type Report, type Row, seconds } from './support/report.js';
import { type RabbitMq, type SailorOrder, skippedWithout, underSailor } from './support/sailor.js';
import { sized } from './support/size.js';
import { stepAlone } from './support/stepAlone.js';

const CONTACTS = sized(12_000, 300);
const LATENCY_MS = 80;
const REPETITIONS = sized(3, 1);
const AT_ONCE = 4;

/** What a run found, each once, and how many searches that took. */
interface Found {
  readonly count: number;
  readonly searches: number;
}

/** More contacts than a search of Qualtrics lists. Throws an Error unless each is found once. */
export async function lookups(broker: RabbitMq): Promise<Report> {
  const place = await sandboxWith(CONTACTS);
  const { sandbox, credential, directoryId: directory } = place;
  slowDown(sandbox, LATENCY_MS, /search/);
  const cfg = {
    ...credential,
    objectType: 'contacts',
    directoryMatchCriteria: 'directoryId',
    emitBehavior: 'emitPage',
  };
  const body = { directory };
  const order = { key: 'lookupObjects', cfg, bodies: [body] };
  try {
    const before = sandbox.requests.length;
    const { bodies } = await stepAlone(lookupObjects, { cfg, body });
    const requests = sandbox.requests.slice(before);
    const ours = foundIn(bodies, requests);
    const over = 'uri' in broker ? await foundUnderSailor(sandbox, broker.uri, order) : undefined;
    const byHand = await pollByHand(place);
    const ms = await inTurn(REPETITIONS, {
      ours: async () => (await stepAlone(lookupObjects, { cfg, body })).ms,
      alternative: async () => ((await pollByHand(place)).ms * CONTACTS) / byHand.delivered,
      ...('uri' in broker ? { overRabbitMq: async () => (await underSailor(broker.uri, order)).ms } : {}),
    });
    const bytes = Buffer.byteLength(JSON.stringify(bodies[0]));
    const load = { requests, atOnce: AT_ONCE, messages: bodies.length, bytes, snapshots: 0 };
    const time = { ours: seconds(ms.ours), alternative: seconds(ms.alternative), ratio: ms.ours / ms.alternative };
    return {
      name: 'lookups',
      about: `${CONTACTS} contacts in pages at ${LATENCY_MS} ms a search, against plain paging; its time as if it could go on after ${byHand.delivered}; median of ${REPETITIONS}`,
      rows: [
        countRow('found', 'count', ours, over, byHand.delivered, byHand.isComplete ? '' : ', then BRE_0.5'),
        countRow('searches', 'searches', ours, over, CONTACTS / PAGE_SIZE, ', one a page'),
        { what: 'time', ...time, overRabbitMq: ms.over(seconds), limit: await limitsOf(sandbox, broker, load) },
      ],
      skipped: skippedWithout(broker),
    };
  } finally {
    await sandbox.close();
  }
}

async function foundUnderSailor({ requests }: Sandbox, uri: string, order: SailorOrder): Promise<Found> {
  const before = requests.length;
  const bodies: unknown[] = [];
  await underSailor(uri, { ...order, onBody: (body) => bodies.push(body) });
  return foundIn(bodies, requests.slice(before));
}

function foundIn(bodies: readonly unknown[], requests: readonly BookedRequest[]): Found {
  const ids = bodies.flatMap((page) =>
    (page as { results: { contactId: string }[] }).results.map((one) => one.contactId),
  );
  if (ids.length !== CONTACTS || new Set(ids).size !== CONTACTS) throw new Error(`${ids.length} contacts were found.`);
  return { count: ids.length, searches: requests.filter(({ path }) => path.endsWith('/search')).length };
}

function countRow(
  what: string,
  figure: keyof Found,
  ours: Found,
  over: Found | undefined,
  alternative: number,
  remark: string,
): Row {
  return {
    what,
    ours: String(ours[figure]),
    alternative: `${alternative}${remark}`,
    ratio: ours[figure] / alternative,
    overRabbitMq: over && { figure: String(over[figure]), ratio: over[figure] / alternative },
    limit: undefined,
  };
}
