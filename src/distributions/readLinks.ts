import { listDirectories } from '../qualtrics/api/directories.js';
import { linksOf } from '../qualtrics/api/distributions.js';
import { getMailingList } from '../qualtrics/api/mailingLists.js';
import type { QualtricsClient } from '../qualtrics/client/client.js';
import { QualtricsError } from '../qualtrics/client/errors.js';

/** A link as it is emitted. */
export type Link = Readonly<Record<string, unknown>>;

/** Which links: of which distribution, to which survey, for which list. */
export interface LinkSource {
  readonly distributionId: string;
  readonly surveyId: string;
  readonly mailingListId: string;
}

/** A fresh distribution is listed short at first; what is not there after this comes late or never. */
const MAX_WAIT_MS = 120_000;

/** The pauses between two readings, unless there are so many pages that reading them takes up the quota. */
const FIRST_PAUSE_MS = 2000;
const MAX_PAUSE_MS = 30_000;

/** The vendor's limit on listings of links, 500 a minute, is shared by the whole brand: as long a pause as a reading. */
const PAUSE_A_PAGE_MS = 120;

/** A number of links that has not grown for so long stands still. */
const STANDSTILL_MS = 20_000;

const LINKS_A_PAGE = 100;

/**
 * All links of a distribution, in pages of a hundred, each link once: listed again until there are as many as the list
 * has contacts, or their number stands still, for two minutes at the most. A warning tells when they are fewer.
 * Throws an Error that names the distribution when its links cannot be read, or when none is listed though the list has
 * contacts.
 */
export async function* readLinks(client: QualtricsClient, source: LinkSource): AsyncGenerator<readonly Link[]> {
  try {
    yield* allLinks(client, source);
  } catch (error) {
    if (!(error instanceof QualtricsError)) throw error;
    throw new Error(
      `Qualtrics made the distribution ${source.distributionId}, but its links could not all be read: ${error.message} ${howToReadLater(source)}`,
      { cause: error },
    );
  }
}

function howToReadLater({ distributionId, surveyId }: LinkSource): string {
  return `Read them later by "/distributions/${distributionId}/links?surveyId=${surveyId}" in Make Raw Request.`;
}

async function* allLinks(client: QualtricsClient, source: LinkSource): AsyncGenerator<readonly Link[]> {
  const { clock, logger } = client;
  const endMs = clock.now() + MAX_WAIT_MS;
  const expected = await contactCount(client, source.mailingListId);
  const seen = new Set<string>();
  let grewMs = clock.now();
  for (let readings = 1; ; readings += 1) {
    const before = seen.size;
    yield* newLinks(client, source, seen);
    if (seen.size > before) grewMs = clock.now();
    const isThere = seen.size >= (expected ?? Number.POSITIVE_INFINITY);
    const standsStill = seen.size > 0 && readings > 1 && clock.now() - grewMs >= STANDSTILL_MS;
    if (isThere || standsStill || (clock.now() >= endMs && readings > 1)) break;
    const pauseMs = pauseAfter(readings, seen.size);
    logger.info(`Qualtrics lists ${seen.size} of ${expected ?? '?'} links; reading them again in ${pauseMs} ms.`);
    await clock.sleep(pauseMs);
  }
  if (expected !== undefined && seen.size !== expected) {
    logger.warn(`Qualtrics lists ${seen.size} links, but the mailing list has ${expected} contacts.`);
  }
  if (seen.size === 0 && expected !== 0) {
    throw new Error(
      `Qualtrics made the distribution ${source.distributionId}, but has listed no link of it for two minutes. ${howToReadLater(source)}`,
    );
  }
}

function pauseAfter(readings: number, links: number): number {
  const growing = Math.min(FIRST_PAUSE_MS * 2 ** (readings - 1), MAX_PAUSE_MS);
  return Math.max(growing, Math.ceil(links / LINKS_A_PAGE) * PAUSE_A_PAGE_MS);
}

/** The links that were not seen yet, in pages. */
async function* newLinks(
  client: QualtricsClient,
  { distributionId, surveyId }: LinkSource,
  seen: Set<string>,
): AsyncGenerator<readonly Link[]> {
  let page: Link[] = [];
  for await (const element of linksOf(client, distributionId, surveyId)) {
    const key = JSON.stringify([element.contactId, element.transactionId, element.link]);
    if (seen.has(key)) continue;
    seen.add(key);
    page.push(toLink(distributionId, element));
    if (page.length < LINKS_A_PAGE) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}

/** With our names for the contact's fields, and by https: Qualtrics lists links with http, and redirects. */
function toLink(distributionId: string, { externalDataReference, link, ...others }: Record<string, unknown>): Link {
  const extRef = externalDataReference === undefined ? {} : { extRef: externalDataReference };
  const secure = typeof link === 'string' ? link.replace(/^http:/i, 'https:') : link;
  return { distributionId, extRef: null, ...others, link: secure, ...extRef };
}

/** How many contacts the list has, by the directory that has it; `undefined` when that is not to be found out. */
async function contactCount(client: QualtricsClient, mailingListId: string): Promise<number | undefined> {
  try {
    for (const { directoryId } of await listDirectories(client)) {
      const list = await getMailingList(client, directoryId, mailingListId);
      if (list) return typeof list.contactCount === 'number' ? list.contactCount : undefined;
    }
  } catch (error) {
    if (!(error instanceof QualtricsError)) throw error;
    client.logger.warn(`How many contacts the mailing list has could not be read. ${error.message}`);
  }
  return undefined;
}
