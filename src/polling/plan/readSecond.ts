import type { Conversation } from './conversation.js';
import { type ClosedSpan, type Reading, type Tokens, withoutRepeats } from './pages.js';
import type { Row } from './position.js';
import { type Pass, readPass } from './readCounted.js';
import { readTwice } from './readTwice.js';

/** How often a second is read before it is left for later. */
const MAX_PASSES = 4;

/** Those who were there at a moment, as far as they were seen since. */
interface Roll<Contact> {
  readonly count: number;
  readonly seen: Map<string, Row<Contact>>;
}

/**
 * All contacts of a single second that has settled. It cannot be cut, and hundreds of an import may share it while
 * some of them change and so leave it. Contacts can only leave: so when as many different ones were seen as there were
 * at some moment before, these are all that were there at that moment, however they moved since.
 */
export function* readSecond<Contact>(
  second: number,
  pageSize: number,
  tokens: Tokens,
): Conversation<Contact, Reading<Contact>> {
  const span = { from: second, to: second + 1 };
  if (tokens.areOffsets && !tokens.areOnShortPages) return yield* readCountedPasses<Contact>(span, pageSize);
  for (let tries = 1; tries < MAX_PASSES; tries += 1) {
    const reading = yield* readTwice<Contact>(span, pageSize);
    if ('rows' in reading || reading.because === 'gaps') return reading;
  }
  return { because: 'changed' };
}

function* readCountedPasses<Contact>(span: ClosedSpan, pageSize: number): Conversation<Contact, Reading<Contact>> {
  const rolls: Roll<Contact>[] = [];
  let last: Pass<Contact> | undefined;
  for (let passes = 1; passes <= MAX_PASSES; passes += 1) {
    const pass = yield* readPass<Contact>({ ...span, pageSize, expected: rolls.at(-1)?.count });
    if ('because' in pass) {
      if (pass.because === 'tokens are not offsets') return pass;
      continue;
    }
    const { rows, before, isWhole } = pass;
    // Of more than can be listed any will do.
    if (!isWhole) return { rows: eachOnce(rows), isWhole };
    rolls.push({ count: before, seen: new Map() });
    for (const { seen } of rolls) for (const row of rows) seen.set(row.id, row);
    const complete = rolls.find(({ count, seen }) => seen.size === count);
    if (complete) return { rows: [...complete.seen.values()], isWhole };
    const isSteady = last !== undefined && last.rows.length === last.before && rows.length === before;
    const withRepeats = isSteady && withoutRepeats(last?.rows ?? [], rows, pageSize);
    if (withRepeats) return { rows: withRepeats, isWhole };
    last = pass;
  }
  return { because: 'changed' };
}

function eachOnce<Contact>(rows: readonly Row<Contact>[]): Row<Contact>[] {
  return [...new Map(rows.map((row) => [row.id, row])).values()];
}
