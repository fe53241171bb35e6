import { resolve } from 'node:path';
import { crc32 } from 'node:zlib';
import { pollingCfg } from './polling.js';
import { measuredInChild } from './support/child.js';
import { type ContactsSandbox, sandboxWith } from './support/contactsSandbox.js';
import type { ManyRuns } from './support/manyRuns.js';
import { megabytes, type Report, type Row, seconds } from './support/report.js';
import { type RabbitMq, skippedWithout, underSailor } from './support/sailor.js';

const CONTACTS = 1_000_000;
const FEW_CONTACTS = 10_000;
const PAGE_SIZE = 100;
/** How much faster time passes for the step alone, so that its runs come to their end of 20 minutes. */
const SPEED = 60;
const UNTHROTTLED = { ELASTICIO_DATA_RATE_LIMIT: '100000', ELASTICIO_SNAPSHOT_RATE_LIMIT: '100000' };

/** A directory of a million, over HTTP: that it is read to its end, in runs that end by themselves, in how much memory. */
export async function million(broker: RabbitMq): Promise<Report> {
  const few = await read(FEW_CONTACTS);
  const many = await read(CONTACTS, broker);
  const count = CONTACTS.toLocaleString('en');
  const pages = CONTACTS / PAGE_SIZE;
  const rows: Row[] = [
    {
      what: `${count} contacts, each once, searches in ${many.runs} runs of at most ${many.longestMinutes.toFixed(0)} min`,
      ours: String(many.searches),
      alternative: `${pages}, one a page`,
      ratio: many.searches / pages,
    },
    {
      what: `peak memory, against ${FEW_CONTACTS.toLocaleString('en')} contacts`,
      ours: megabytes(many.peakBytes),
      alternative: megabytes(few.peakBytes),
      ratio: many.peakBytes / few.peakBytes,
      overRabbitMq: many.sailor && {
        figure: megabytes(many.sailor.peakBytes),
        ratio: many.sailor.peakBytes / few.peakBytes,
      },
      limit: `over time ${overTime(many.memory)}`,
    },
  ];
  if (many.sailor) {
    const { ms, memory, messages } = many.sailor;
    const what = `${messages} pages in one message to the sailor, its throttle lifted, time`;
    const ratio = ms / many.ms;
    rows.push({
      what,
      ours: seconds(ms),
      alternative: `${seconds(many.ms)}, alone`,
      ratio,
      limit: `memory over time ${overTime(memory)}`,
    });
  }
  return {
    name: 'million',
    about: `a directory from its beginning, in pages; time passes ${SPEED} times as fast for the step alone; one run`,
    rows,
    skipped: skippedWithout(broker),
  };
}

interface Read extends ManyRuns {
  readonly searches: number;
  readonly sailor?: Awaited<ReturnType<typeof underSailor>>;
}

async function read(contacts: number, broker?: RabbitMq): Promise<Read> {
  const place = await sandboxWith(contacts);
  try {
    const cfg = pollingCfg(place);
    const env = { STEP: JSON.stringify({ cfg, speed: SPEED }), QUALTRICS_BASE_URL: place.sandbox.url };
    const runs = await measuredInChild<ManyRuns>(resolve(__dirname, 'support/manyRuns.ts'), env);
    if (runs.delivered !== contacts || runs.checksum !== checksumOf(place)) {
      throw new Error(`Of ${contacts} contacts ${runs.delivered} were delivered, or some twice and others not.`);
    }
    const searches = takenRequests(place);
    if (!broker || 'missing' in broker) return { ...runs, searches };
    const order = { key: 'getNewAndUpdatedObjectsPolling', cfg, env: UNTHROTTLED };
    return { ...runs, searches, sailor: await underSailor(broker.uri, order) };
  } finally {
    await place.sandbox.close();
  }
}

/** Of all contacts that there are: the child keeps no list of a million ids, which would be most of its memory. */
function checksumOf({ sandbox }: ContactsSandbox): number {
  let sum = 0;
  for (const { contacts } of sandbox.tenant.directories) for (const id of contacts.keys()) sum += crc32(id);
  return sum;
}

/** How many searches there were; the sandbox forgets them. */
function takenRequests({ sandbox }: ContactsSandbox): number {
  const searches = sandbox.requests.filter(({ path }) => path.endsWith('/search')).length;
  sandbox.requests.length = 0;
  return searches;
}

/** A few looks at what memory was: from the beginning to the end. */
function overTime(bytes: readonly number[]): string {
  const LOOKS = 6;
  const looks = Array.from(
    { length: LOOKS },
    (_, look) => bytes[Math.round((look * (bytes.length - 1)) / (LOOKS - 1))] ?? 0,
  );
  return looks.map(megabytes).join(', ');
}
