import { resolve } from 'node:path';
import { crc32 } from 'node:zlib';
import { UNTHROTTLED } from '../local/elasticio/stepVariables.js';
import type { BookedRequest } from '../local/sandbox/brand/records.js';
import { pollingCfg } from './polling.js';
import { PAGE_SIZE, pollByHand } from './support/byHand.js';
import { measuredInChild } from './support/child.js';
import { type ContactsSandbox, sandboxWith } from './support/contactsSandbox.js';
import { limitsOf, nodeAlone } from './support/limits.js';
import type { ManyRuns } from './support/manyRuns.js';
import { megabytes, type Report, type Row, seconds } from './support/report.js';
import { type RabbitMq, type SailorRun, skippedWithout, underSailor } from './support/sailor.js';
import { sized } from './support/size.js';

const CONTACTS = sized(1_000_000, 3000);
const FEW_CONTACTS = sized(10_000, 500);
const BYTES_A_PAGE = 40_000;
/** Searches that are under way at once, at most. */
const AT_ONCE = 4;
/** Under the sailor time is real: a run ends after 20 minutes, and the next one goes on. */
const MAX_RUNS = 3;
/** How much faster time passes for the step alone, so that its runs come to their end of 20 minutes. */
const SPEED = 60;

/** A directory of a million, over HTTP: that it is read to its end, in runs that end by themselves, in how much memory. */
export async function million(broker: RabbitMq): Promise<Report> {
  const few = await read(FEW_CONTACTS);
  const many = await read(CONTACTS, broker);
  const { sailor } = many;
  const pages = CONTACTS / PAGE_SIZE;
  const overMemory = sailor ? `; of the sailor ${overTime(sailor.memory)}` : '';
  const what = `${CONTACTS.toLocaleString('en')} contacts, each once`;
  const over = (figure: string, value: number, alternative: number) => sailor && { figure, ratio: value / alternative };
  const rows: Row[] = [
    {
      what: `${what}, searches in ${many.runs} runs of at most ${many.longestMinutes.toFixed(0)} min`,
      ours: String(many.requests.length),
      alternative: `${pages}, one a page`,
      ratio: many.requests.length / pages,
      overRabbitMq: over(String(sailor?.searches), Number(sailor?.searches), pages),
      limit: undefined,
    },
    {
      what: 'the same, time, against plain paging as if it could go on',
      ours: seconds(many.ms),
      alternative: seconds(many.plainMs),
      ratio: many.ms / many.plainMs,
      overRabbitMq: over(
        `${seconds(Number(sailor?.lastMs))}, its throttle lifted`,
        Number(sailor?.lastMs),
        many.plainMs,
      ),
      limit: many.limit,
    },
    {
      what: `peak memory, against ${FEW_CONTACTS.toLocaleString('en')} contacts`,
      ours: megabytes(many.peakBytes),
      alternative: megabytes(few.peakBytes),
      ratio: many.peakBytes / few.peakBytes,
      overRabbitMq: over(megabytes(Number(sailor?.peakBytes)), Number(sailor?.peakBytes), few.peakBytes),
      limit: `${await nodeAlone()}; over time ${overTime(many.memory)}${overMemory}`,
    },
  ];
  return {
    name: 'million',
    about: `a directory from its beginning, in pages; time passes ${SPEED} times as fast for the step alone; one run`,
    rows,
    skipped: skippedWithout(broker),
  };
}

interface Read extends ManyRuns {
  readonly requests: readonly BookedRequest[];
  /** Plain paging, as if it could go on to the end. */
  readonly plainMs: number;
  readonly limit: string;
  readonly sailor: (SailorRun & { readonly searches: number }) | undefined;
}

async function read(contacts: number, broker: RabbitMq = { missing: '' }): Promise<Read> {
  const place = await sandboxWith(contacts);
  const { sandbox } = place;
  try {
    const cfg = pollingCfg(place);
    const env = { STEP: JSON.stringify({ cfg, speed: SPEED }), QUALTRICS_BASE_URL: sandbox.url };
    const runs = await measuredInChild<ManyRuns>(resolve(__dirname, 'support/manyRuns.ts'), env);
    expectEachOnce(place, runs);
    const requests = takenSearches(place);
    const plain = await pollByHand(place);
    takenSearches(place);
    const sailor = 'uri' in broker ? await underSailorToTheEnd(place, broker.uri, cfg) : undefined;
    const pages = { messages: contacts / PAGE_SIZE, bytes: BYTES_A_PAGE, snapshots: contacts / PAGE_SIZE };
    const limits = await limitsOf(sandbox, broker, { requests, atOnce: AT_ONCE, ...pages });
    // The throttle comes last: it is told though this run is without it.
    const limit = limits.includes('throttle') ? `${limits} (lifted)` : limits;
    return { ...runs, requests, plainMs: (plain.ms * contacts) / plain.delivered, limit, sailor };
  } finally {
    await sandbox.close();
  }
}

/** As many messages as runs may be needed; those that find nothing left cost a search. */
async function underSailorToTheEnd(place: ContactsSandbox, uri: string, cfg: object): Promise<Read['sailor']> {
  const bodies = Array.from({ length: MAX_RUNS }, () => ({}));
  let checksum = 0;
  let delivered = 0;
  const onBody = (body: unknown): void => {
    const { result } = body as { result: { contactId: string }[] };
    delivered += result.length;
    for (const { contactId } of result) checksum += crc32(contactId);
  };
  const order = { key: 'getNewAndUpdatedObjectsPolling', cfg: { ...cfg }, env: UNTHROTTLED, bodies, onBody };
  const run = await underSailor(uri, order);
  expectEachOnce(place, { delivered, checksum });
  return { ...run, searches: takenSearches(place).length };
}

function expectEachOnce(
  place: ContactsSandbox,
  { delivered, checksum }: Pick<ManyRuns, 'delivered' | 'checksum'>,
): void {
  const contacts = place.sandbox.tenant.directories.reduce((sum, directory) => sum + directory.contacts.size, 0);
  if (delivered === contacts && checksum === checksumOf(place)) return;
  throw new Error(`Of ${contacts} contacts ${delivered} were delivered, or some twice and others not.`);
}

/** Of all contacts that there are: the child keeps no list of a million ids, which would be most of its memory. */
function checksumOf({ sandbox }: ContactsSandbox): number {
  let sum = 0;
  for (const { contacts } of sandbox.tenant.directories) for (const id of contacts.keys()) sum += crc32(id);
  return sum;
}

/** The searches that there were; the sandbox forgets them. */
function takenSearches({ sandbox }: ContactsSandbox): BookedRequest[] {
  return sandbox.requests.splice(0).filter(({ path }) => path.endsWith('/search'));
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
