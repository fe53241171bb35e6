import { sentence } from '../client/answers.js';
import { apiPath, apiUrl } from '../client/apiUrl.js';
import type { QualtricsClient } from '../client/client.js';
import { PageWatch } from '../client/listPages.js';
import { isRecord, isText, needsId, needsResult } from '../client/needs.js';
import type { JobProgress } from './waitForJob.js';

/** Where contacts are imported to. */
export interface ImportTarget {
  readonly directoryId: string;
  readonly mailingListId: string;
}

/**
 * Qualtrics documents 10,000 contacts and 5 MB for one import. Whether a megabyte is a million bytes or 1,048,576 is not
 * said: our choice is the smaller one.
 */
export const MAX_IMPORT_CONTACTS = 10_000;
export const MAX_IMPORT_BYTES = 5_000_000;

/** An import that was started. */
export interface StartedImport {
  readonly importId: string;
  /** Places in the list sent, from 0, of contacts that Qualtrics did not take. */
  readonly unprocessed: readonly number[];
}

/** How many contacts an import has dealt with; `undefined` where Qualtrics does not say. */
export interface ImportCounts {
  readonly added: number;
  readonly updated: number;
  readonly failed: number;
}

export interface ImportProgress extends JobProgress {
  /** 0–100, for people. */
  readonly percentComplete: number | undefined;
  readonly counts: ImportCounts | undefined;
}

/** What an import's report says of one contact; any fact may be missing. */
export interface ImportReportEntry {
  /** As Qualtrics counts the contacts of the import. */
  readonly index: number;
  readonly contactId: string | undefined;
  readonly status: string | undefined;
  readonly code: string | undefined;
}

const SCOPE = 'write:mailing_list_contacts or manage:mailing_list_contacts';

/**
 * Starts an import (`POST …/transactioncontacts`, answered 202). `contacts` is the body, JSON already. Never sent twice
 * when Qualtrics may have taken it: then the QualtricsError thrown has `outcomeUnknown`.
 */
export async function startContactImport(
  client: QualtricsClient,
  { directoryId, mailingListId }: ImportTarget,
  contacts: Buffer,
): Promise<StartedImport> {
  const path = apiPath`/directories/${directoryId}/mailinglists/${mailingListId}/transactioncontacts`;
  const answer = await client.request({
    method: 'POST',
    path,
    bodyText: contacts,
    repeat: 'ifNotReceived',
    needs: needsId('id'),
    scope: SCOPE,
  });
  const { id, contacts: said } = client.resultOf(answer) as { id: string; contacts?: { unprocessed?: unknown } | null };
  const unprocessed = Array.isArray(said?.unprocessed) ? said.unprocessed : [];
  return { importId: id, unprocessed: unprocessed.map(toNumber).filter((index) => index !== undefined) };
}

/** How far an import is. Throws QualtricsError, with 404 when it is gone. */
export async function contactImportProgress(
  client: QualtricsClient,
  { directoryId, mailingListId }: ImportTarget,
  importId: string,
): Promise<ImportProgress> {
  const path = apiPath`/directories/${directoryId}/mailinglists/${mailingListId}/transactioncontacts/${importId}`;
  const result = await client.result({ method: 'GET', path, needs: needsResult, scope: SCOPE });
  const percentComplete = toNumber(result.percentComplete);
  const { contacts } = result as { contacts?: { count?: unknown } | null };
  const isAtEnd = percentComplete !== undefined && percentComplete >= 100;
  return {
    status: sentence(result.status) ?? (isAtEnd ? 'complete' : 'inProgress'),
    percentComplete,
    counts: countsIn(contacts?.count),
  };
}

function countsIn(count: unknown): ImportCounts | undefined {
  if (typeof count !== 'object' || count === null) return undefined;
  const { added, updated, failed } = count as Record<string, unknown>;
  return { added: toNumber(added) ?? 0, updated: toNumber(updated) ?? 0, failed: toNumber(failed) ?? 0 };
}

/**
 * What became of each contact of an import, page after page. Read tolerantly: the description has `results` where the
 * API has `result` elsewhere, the token in it or beside it, and numbers as texts. Throws QualtricsError.
 */
export async function* importReportEntries(
  client: QualtricsClient,
  directoryId: string,
  importId: string,
): AsyncGenerator<readonly ImportReportEntry[]> {
  const path = apiPath`/directories/${directoryId}/imports/api-import/jobs/${importId}/report`;
  const watch = new PageWatch(apiUrl(client.baseUrl, path));
  for (let skipToken: string | undefined; ; ) {
    const { body } = await client.request({
      method: 'GET',
      path,
      query: { skipToken },
      needs: (answer) => (entriesIn(answer) ? undefined : 'the answer holds no report'),
      alsoRetry: [404],
      scope: SCOPE,
    });
    const entries = entriesIn(body) ?? [];
    yield entries.map(toEntry).filter((entry) => entry !== undefined);
    skipToken = nextToken(body);
    if (skipToken === undefined) return;
    watch.pass(entries);
  }
}

/** The object that holds the report, whichever name it has. */
function reportIn(body: unknown): Record<string, unknown> {
  const { results, result } = (body ?? {}) as Record<string, unknown>;
  return (results ?? result ?? {}) as Record<string, unknown>;
}

function entriesIn(body: unknown): readonly Record<string, unknown>[] | undefined {
  const report = reportIn(body);
  const entries = Array.isArray(report) ? report : (report.importReportEntries ?? report.elements);
  return Array.isArray(entries) && entries.every(isRecord) ? entries : undefined;
}

function nextToken(body: unknown): string | undefined {
  const beside = (body as { skipToken?: unknown } | null)?.skipToken;
  const token = reportIn(body).skipToken ?? beside;
  return isText(token) ? token : undefined;
}

function toEntry(entry: Record<string, unknown>): ImportReportEntry | undefined {
  const index = toNumber(entry.sourceIndexId);
  if (index === undefined) return undefined;
  const { contactId, importStatus, importStatusCode } = entry;
  return { index, contactId: textOf(contactId), status: textOf(importStatus), code: textOf(importStatusCode) };
}

function toNumber(value: unknown): number | undefined {
  const isNumber = typeof value === 'number' || (typeof value === 'string' && /^\s*\d+(\.\d+)?\s*$/.test(value));
  return isNumber ? Number(value) : undefined;
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
