import { Backlog, type Known } from './backlog.js';
import { type Answer, askOne, type Conversation, isFull } from './conversation.js';
import type { Reading, Tokens } from './pages.js';
import type { Row } from './position.js';
import { readSecond } from './readSecond.js';

/** So many different other times on its first page make it worth dividing a second by them. */
const WORTH_DIVIDING = 3;

/**
 * All contacts of a single second that are more than a page. Where their other time differs (the creation, where the
 * last change is polled), the second is divided by it into windows, which hold still sooner and lift the limit of
 * 10,000; else, as after an import, it is read as one. `first`: its first page; `until`: no other time is later.
 */
export function* readCrowd<Contact>(
  second: number,
  first: Answer<Contact>,
  pageSize: number,
  tokens: Tokens,
  until: number,
): Conversation<Contact, Reading<Contact>> {
  const others = new Set(first.rows.map((row) => row.otherSecond));
  if (others.size >= WORTH_DIVIDING && !others.has(undefined)) {
    const divided = yield* byOtherTime(second, readAllBefore<Row<Contact>>(until, pageSize, tokens));
    if ('rows' in divided) return { ...divided, rows: divided.rows.map((row) => row.contact) };
  }
  const reading = yield* readSecond<Contact>(second, pageSize, tokens);
  const isSurprised = 'because' in reading && reading.because === 'tokens are not offsets';
  return isSurprised ? yield* readSecond<Contact>(second, pageSize, { ...tokens, areOffsets: false }) : reading;
}

/** Leads a conversation about other times as one about a single second: its windows become a second condition. */
function* byOtherTime<Contact, Result>(
  second: number,
  inner: Conversation<Row<Contact>, Result>,
): Conversation<Contact, Result> {
  let step = inner.next([]);
  while (!step.done) {
    if (step.value.kind !== 'ask') throw new Error('Reading a second only asks.');
    const asks = step.value.asks.map(({ from, to, ...page }) => ({
      ...page,
      from: second,
      to: second + 1,
      other: { from, to },
    }));
    const answers = yield { kind: 'ask', asks };
    step = inner.next(answers.map((answer, index) => atOtherTime(answer, asks[index]?.other.from ?? 0)));
  }
  return step.value;
}

/** `fallback`: where one stands that has no other time. */
function atOtherTime<Contact>(answer: Answer<Contact>, fallback: number): Answer<Row<Contact>> {
  const rows = answer.rows.map((row) => ({
    id: row.id,
    second: row.otherSecond ?? fallback,
    millisecond: 0,
    contact: row,
  }));
  return { ...answer, rows };
}

/** Everything before a second, window by window; each contact once, though one may move on meanwhile. */
function* readAllBefore<Contact>(
  until: number,
  pageSize: number,
  tokens: Tokens,
): Conversation<Contact, Reading<Contact>> {
  const rows = new Map<string, Row<Contact>>();
  const add = (found: readonly Row<Contact>[]): void => {
    for (const row of found) rows.set(row.id, row);
  };
  let known: Known = { read: 0, tokens };
  let isWhole = true;
  for (let from = 0; from < until; ) {
    const open = yield* askOne<Contact>({ from, to: until, offset: 0 });
    if (!isFull(open, pageSize)) {
      add(open.rows);
      break;
    }
    const source: Backlog<Contact> = new Backlog(open, until, known, { pageSize, onePage: false, endSecond: until });
    while (from < until) {
      const next = yield* source.next(from);
      if (next.kind === 'little') break;
      const read =
        next.kind === 'crowd' ? yield* readSecond<Contact>(next.second, pageSize, source.known.tokens) : next;
      if ('because' in read) return read;
      if ('listing' in read) {
        add(read.listing.rows);
        return { rows: [...rows.values()], isWhole };
      }
      add('window' in read ? read.window.rows : read.rows);
      isWhole &&= 'window' in read || read.isWhole;
      from = next.kind === 'window' ? next.window.to : from + 1;
    }
    known = source.known;
  }
  return { rows: [...rows.values()], isWhole };
}
