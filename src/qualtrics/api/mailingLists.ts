import { apiPath } from '../client/apiUrl.js';
import type { QualtricsClient } from '../client/client.js';
import { QualtricsError } from '../client/errors.js';
import { needsElements, needsId } from '../client/needs.js';

/** A mailing list in the vendor's words; dates in ms since 1970, any key may be missing. */
export type MailingListRecord = Readonly<Record<string, unknown>>;

const READ = 'read:mailing_lists or manage:mailing_lists';
const WRITE = 'write:mailing_lists or manage:mailing_lists';

/** The largest page of lists that the vendor advises. */
const PAGE_SIZE = 100;

/** Lists that were others each time they were read are given up after so many times. */
const MAX_READINGS = 5;

/**
 * All mailing lists of a directory, each once; no order is promised. Pages slide when a list comes or goes while they
 * are read, and one that has slid to a page read before is missed: so more than a page of them is read until two
 * readings in a row give the same lists. Throws QualtricsError, and an Error when they keep changing.
 */
export async function mailingListsOf(
  client: QualtricsClient,
  directoryId: string,
): Promise<readonly MailingListRecord[]> {
  let before = '';
  for (let reading = 1; reading <= MAX_READINGS; reading += 1) {
    const pages: (readonly MailingListRecord[])[] = [];
    const path = apiPath`/directories/${directoryId}/mailinglists`;
    const request = {
      method: 'GET',
      path,
      query: { pageSize: PAGE_SIZE },
      scope: READ,
      needs: needsElements('mailingListId'),
    } as const;
    for await (const page of client.pages(request)) pages.push(page);
    const lists = pages.flat();
    const ids = lists.map(({ mailingListId }) => String(mailingListId)).sort();
    const now = new Set(ids).size === ids.length ? JSON.stringify(ids) : '';
    if (now !== '' && (pages.length === 1 || now === before)) return lists;
    before = now;
  }
  throw new Error('The mailing lists of the directory kept changing while they were read: try again.');
}

/** A mailing list; `undefined` when the directory has none with this id. Throws QualtricsError. */
export async function getMailingList(
  client: QualtricsClient,
  directoryId: string,
  mailingListId: string,
  options: { waitForIt?: boolean } = {},
): Promise<MailingListRecord | undefined> {
  const path = apiPath`/directories/${directoryId}/mailinglists/${mailingListId}`;
  try {
    return await client.result({
      method: 'GET',
      path,
      scope: READ,
      needs: needsId('mailingListId'),
      alsoRetry: options.waitForIt ? [404] : [],
    });
  } catch (error) {
    if (error instanceof QualtricsError && error.isMissing) return undefined;
    throw error;
  }
}

/**
 * Creates a mailing list and gives its id. Never sent twice when Qualtrics may have created it already: then the
 * QualtricsError thrown has `outcomeUnknown`.
 */
export async function createMailingList(client: QualtricsClient, directoryId: string, name: string): Promise<string> {
  const path = apiPath`/directories/${directoryId}/mailinglists`;
  return client.createdId({ method: 'POST', path, body: { name }, scope: WRITE }, 'id');
}

/** Gives a mailing list another name. Throws QualtricsError. */
export async function renameMailingList(
  client: QualtricsClient,
  directoryId: string,
  mailingListId: string,
  name: string,
): Promise<void> {
  const path = apiPath`/directories/${directoryId}/mailinglists/${mailingListId}`;
  await client.request({ method: 'PUT', path, body: { name }, scope: WRITE });
}

/** Deletes a mailing list; its contacts stay in the directory. Throws QualtricsError, with 404 when it is gone. */
export async function deleteMailingList(
  client: QualtricsClient,
  directoryId: string,
  mailingListId: string,
): Promise<void> {
  const path = apiPath`/directories/${directoryId}/mailinglists/${mailingListId}`;
  await client.request({ method: 'DELETE', path, scope: WRITE });
}
