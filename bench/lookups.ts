import * as lookupObjects from '../src/actions/lookupObjects.js';
import { PAGE_SIZE, pollByHand } from './support/byHand.js';
import { sandboxWith, slowDown } from './support/contactsSandbox.js';
import { limitsOf } from './support/limits.js';
import { inTurn, type Report, seconds } from './support/report.js';
import { type RabbitMq, skippedWithout, underSailor } from './support/sailor.js';
import { stepAlone } from './support/stepAlone.js';

const CONTACTS = 12_000;
const LATENCY_MS = 80;
const REPETITIONS = 3;
const AT_ONCE = 4;

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
  try {
    const before = sandbox.requests.length;
    const { bodies } = await stepAlone(lookupObjects, { cfg, body });
    const requests = sandbox.requests.slice(before);
    const searches = requests.filter(({ path }) => path.endsWith('/search')).length;
    const ids = bodies.flatMap((page) =>
      (page as { results: { contactId: string }[] }).results.map((one) => one.contactId),
    );
    if (ids.length !== CONTACTS || new Set(ids).size !== CONTACTS)
      throw new Error(`${ids.length} contacts were found.`);
    const byHand = await pollByHand(place);
    const order = { key: 'lookupObjects', cfg, bodies: [body] };
    const ms = await inTurn(REPETITIONS, {
      ours: async () => (await stepAlone(lookupObjects, { cfg, body })).ms,
      alternative: async () => ((await pollByHand(place)).ms * CONTACTS) / byHand.delivered,
      ...('uri' in broker ? { overRabbitMq: async () => (await underSailor(broker.uri, order)).ms } : {}),
    });
    const bytes = Buffer.byteLength(JSON.stringify(bodies[0]));
    const limit = await limitsOf(sandbox, broker, {
      requests,
      atOnce: AT_ONCE,
      messages: bodies.length,
      bytes,
      snapshots: 0,
    });
    const pages = CONTACTS / PAGE_SIZE;
    return {
      name: 'lookups',
      about: `${CONTACTS} contacts in pages at ${LATENCY_MS} ms a search, against plain paging; its time as if it could go on after ${byHand.delivered}; median of ${REPETITIONS}`,
      rows: [
        {
          what: 'found',
          ours: String(ids.length),
          alternative: `${byHand.delivered}, then BRE_0.5`,
          ratio: ids.length / byHand.delivered,
        },
        { what: 'searches', ours: String(searches), alternative: `${pages}, one a page`, ratio: searches / pages },
        {
          what: 'time',
          ours: seconds(ms.ours),
          alternative: seconds(ms.alternative),
          ratio: ms.ours / ms.alternative,
          overRabbitMq: ms.over(seconds),
          limit,
        },
      ],
      skipped: skippedWithout(broker),
    };
  } finally {
    await sandbox.close();
  }
}
