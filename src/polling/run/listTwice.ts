import type { Answer, Ask } from '../plan/conversation.js';

/** Qualtrics refuses to page past the first 10,000 objects of a search (its documentation; the error BRE_0.5). */
const DEPTH_LIMIT = 10_000;

/** A listing that changed each time it was read is given up after so many times. */
const MAX_READINGS = 5;

/**
 * Everything that a search finds which cannot be cut into windows of time: read page by page until two readings in a row
 * give the same objects, none of them twice: these are all there are, however the pages slid meanwhile.
 * Throws an Error when there are more than can be listed, or when they keep changing.
 */
export async function* listTwice<Contact>(
  ask: (question: Ask) => Promise<Answer<Contact>>,
  pageSize: number,
): AsyncGenerator<readonly Contact[]> {
  let before = '';
  for (let reading = 1; reading <= MAX_READINGS; reading += 1) {
    const rows = await readOnce(ask, pageSize);
    const ids = rows.map(({ id }) => id).sort();
    const isWhole = new Set(ids).size === ids.length;
    const now = JSON.stringify(ids);
    if (isWhole && now === before) return yield rows.map(({ contact }) => contact);
    before = isWhole ? now : '';
  }
  throw new Error('The objects kept changing while they were read, so nothing was emitted: try again.');
}

async function readOnce<Contact>(
  ask: (question: Ask) => Promise<Answer<Contact>>,
  pageSize: number,
): Promise<Answer<Contact>['rows']> {
  const rows: Answer<Contact>['rows'][number][] = [];
  let token: string | undefined;
  for (;;) {
    const answer = await ask({ from: 0, to: undefined, offset: rows.length, token });
    rows.push(...answer.rows);
    token = answer.token;
    if (answer.rows.length === 0 || (token === undefined && answer.rows.length < pageSize)) return rows;
    if (rows.length + pageSize > DEPTH_LIMIT) {
      throw new Error(
        `More than ${DEPTH_LIMIT.toLocaleString('en-US')} objects fit, and Qualtrics lists no more of so many terms at once: use at most three, or narrower ones.`,
      );
    }
  }
}
