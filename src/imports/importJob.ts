import {
  contactImportProgress,
  type ImportCounts,
  type ImportProgress,
  type ImportReportEntry,
  type ImportTarget,
  importReportEntries,
  startContactImport,
} from '../qualtrics/api/contactImports.js';
import { growingPause, waitForJob } from '../qualtrics/api/waitForJob.js';
import type { QualtricsClient } from '../qualtrics/client/client.js';
import { QualtricsError } from '../qualtrics/client/errors.js';
import { type ImportBatch, rangeOf } from './batches.js';
import type { ReportLine } from './importReport.js';
import { ReportedEntries } from './reportedEntries.js';

/** A batch that Qualtrics has imported. */
export interface FinishedJob {
  readonly importId: string;
  /** Places in the batch of rows that Qualtrics did not process. */
  readonly unprocessed: ReadonlySet<number>;
  /** Those not processed are among the failed; `undefined` where Qualtrics gives no counts. */
  readonly counts: ImportCounts | undefined;
}

/** Qualtrics may or may not have done, or go on doing, what was asked. */
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown';
}

/** Looks are at most this far apart, so that the log shows progress. */
const MAX_PAUSE_MS = 10_000;

/** Words of the report, whose description gives no list of them. */
const FAILED_STATUS = /fail|error|invalid|reject|unprocessed|not.?(imported|processed)/i;
const ADDED_STATUS = /add|creat|new/i;

/** What an import is told while it goes on. */
export interface ImportWatch {
  /** Called once Qualtrics has taken the batch. */
  onStarted(): void;
  onProgress(progress: ImportProgress): void;
  /** How long Qualtrics may take, in ms. */
  readonly limitMs: number;
}

/**
 * Imports one batch: starts it and waits for its end. It is never started twice.
 * Throws OutcomeUnknown where Qualtrics may have taken it, QualtricsError and Error where it has not.
 */
export async function runImportJob(
  client: QualtricsClient,
  target: ImportTarget,
  batch: ImportBatch,
  watch: ImportWatch,
): Promise<FinishedJob> {
  const { importId, unprocessed } = await startedOnce(client, target, batch);
  watch.onStarted();
  const end = await waitForJob(client, {
    noun: 'import',
    look: () => contactImportProgress(client, target, importId),
    pauseMs: growingPause(Math.min(client.settings.requestTimeoutMs, MAX_PAUSE_MS)),
    limitMs: watch.limitMs,
    onProgress: watch.onProgress,
  }).catch(throwUnknown);
  const named = rangeOf(batch.rows);
  if (end.kind === 'timedOut') {
    throw new OutcomeUnknown(
      `Qualtrics is still at work on ${named} (import ${importId}), and there is no time left to wait.`,
    );
  }
  const { status, counts } = end.progress;
  if (end.kind === 'failed') {
    throw new OutcomeUnknown(`Qualtrics ended the import of ${named} (${importId}) with the status "${status}".`);
  }
  const isNothing = counts !== undefined && counts.added + counts.updated + counts.failed === 0;
  if (isNothing && unprocessed.length < batch.rows.length) {
    throw new Error(
      `Qualtrics ended the import of ${named}, but took nothing of it: check "Directory" and "Mailing List".`,
    );
  }
  return {
    importId,
    unprocessed: new Set(unprocessed),
    counts: counts && withUnprocessed(counts, unprocessed.length, batch),
  };
}

/** Nobody says whether those not processed are counted among the failed: no row is counted twice. */
function withUnprocessed(counts: ImportCounts, unprocessed: number, { rows }: ImportBatch): ImportCounts {
  const uncounted = Math.max(0, rows.length - counts.added - counts.updated - counts.failed);
  return { ...counts, failed: counts.failed + Math.min(unprocessed, uncounted) };
}

async function startedOnce(client: QualtricsClient, target: ImportTarget, batch: ImportBatch) {
  return startContactImport(client, target, batch.body).catch((error: unknown) => {
    const isUnknown = error instanceof QualtricsError && error.outcomeUnknown;
    return isUnknown ? throwUnknown(error) : Promise.reject(error);
  });
}

/** Once an import was started, no answer of Qualtrics says that it was not. */
function throwUnknown(error: unknown): never {
  throw error instanceof QualtricsError ? new OutcomeUnknown(error.message, { cause: error }) : error;
}

/** What became of each row of a finished batch. It was imported whether or not the report can be read. */
export async function reportLines(
  client: QualtricsClient,
  { directoryId }: ImportTarget,
  { rows }: ImportBatch,
  { importId, unprocessed }: FinishedJob,
): Promise<Iterable<ReportLine>> {
  let entries = new ReportedEntries();
  try {
    entries = await entriesOf(client, directoryId, importId);
    if (entries.count < rows.length - unprocessed.size) {
      // It may not be complete yet.
      await client.clock.sleep(client.settings.retryDelayMs);
      entries = await entriesOf(client, directoryId, importId);
    }
  } catch (error) {
    if (!(error instanceof QualtricsError)) throw error;
    client.logger.warn(`The report of import ${importId} could not be read. ${error.message}`);
  }
  return { [Symbol.iterator]: () => linesOf(rows, unprocessed, entries) };
}

/** Each line is made when it is asked for: those of a whole batch would fill memory that is seldom cleared. */
function* linesOf(
  rows: readonly number[],
  unprocessed: ReadonlySet<number>,
  entries: ReportedEntries,
): Generator<ReportLine> {
  // Nobody says whether the first contact is 0 or 1.
  const first = !entries.has(0) && entries.has(rows.length) ? 1 : 0;
  for (const [place, row] of rows.entries()) yield lineOf(row, unprocessed.has(place), entries.get(place + first));
}

async function entriesOf(client: QualtricsClient, directoryId: string, importId: string): Promise<ReportedEntries> {
  const entries = new ReportedEntries();
  for await (const page of importReportEntries(client, directoryId, importId)) {
    for (const entry of page) entries.add(entry);
  }
  return entries;
}

function lineOf(row: number, isUnprocessed: boolean, entry: ImportReportEntry | undefined): ReportLine {
  if (isUnprocessed) return { row, status: 'failed', reason: 'Qualtrics did not process the row.' };
  if (!entry) return { row, status: 'notReported' };
  const { contactId, status = contactId ? 'imported' : 'failed', code } = entry;
  const isFailed = contactId === undefined || FAILED_STATUS.test(status);
  const said = code ? `${status}, ${code}` : status;
  return { row, contactId, status, code, reason: isFailed ? `Qualtrics did not import the row: ${said}.` : undefined };
}

/** By the report, where Qualtrics gives no counts. */
export function countsIn(lines: Iterable<ReportLine>): ImportCounts {
  const counts = { added: 0, updated: 0, failed: 0 };
  for (const { reason, status } of lines) {
    if (reason !== undefined) counts.failed += 1;
    else if (ADDED_STATUS.test(status)) counts.added += 1;
    else counts.updated += 1;
  }
  return counts;
}
