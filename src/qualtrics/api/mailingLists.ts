import { apiPath } from '../client/apiUrl.js';
import type { QualtricsClient } from '../client/client.js';
import { QualtricsError } from '../client/errors.js';

/** A mailing list in the vendor's words; dates in ms since 1970, any key may be missing. */
export type MailingListRecord = Readonly<Record<string, unknown>>;

const READ = 'read:mailing_lists or manage:mailing_lists';
const WRITE = 'write:mailing_lists or manage:mailing_lists';

/** The largest page of lists that the vendor advises. */
const PAGE_SIZE = 100;

/** All mailing lists of a directory, page after page; no order is promised. Throws QualtricsError. */
export async function* mailingListsOf(client: QualtricsClient, directoryId: string): AsyncGenerator<MailingListRecord> {
  const path = apiPath`/directories/${directoryId}/mailinglists`;
  yield* client.elements({ method: 'GET', path, query: { pageSize: PAGE_SIZE }, scope: READ });
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
    return await client.result({ method: 'GET', path, scope: READ, alsoRetry: options.waitForIt ? [404] : [] });
  } catch (error) {
    if (error instanceof QualtricsError && error.status === 404) return undefined;
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
