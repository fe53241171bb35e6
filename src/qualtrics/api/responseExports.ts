import type { FileHandle } from 'node:fs/promises';
import { sentence } from '../client/answers.js';
import { apiPath } from '../client/apiUrl.js';
import type { QualtricsClient } from '../client/client.js';
import { isId, isText, needsId, resultIn } from '../client/needs.js';
import { type JobProgress, type JobWait, waitForJob } from './waitForJob.js';

/** What to export; `format` as in `EXPORT_FORMATS`. */
export interface ExportOptions {
  readonly format: string;
  readonly filterId?: string | undefined;
  /** ISO 8601; inclusive. With `sortByLastModifiedDate` both dates are of the last change, else of the recording. */
  readonly startDate?: string | undefined;
  /** ISO 8601; exclusive. */
  readonly endDate?: string | undefined;
  readonly limit?: number | undefined;
  /** A name of the IANA's list. Refused with json and ndjson, and so is `useLabels`. */
  readonly timeZone?: string | undefined;
  /** The texts of choices in place of their codes. */
  readonly useLabels?: boolean | undefined;
  /** Left out: all of them. */
  readonly questionIds?: readonly string[] | undefined;
  readonly embeddedDataIds?: readonly string[] | undefined;
  readonly surveyMetadataIds?: readonly string[] | undefined;
  readonly compress?: boolean;
  /** Only the unfinished ones, instead of the finished. */
  readonly exportResponsesInProgress?: boolean;
  readonly sortByLastModifiedDate?: boolean;
}

/** What Qualtrics says of a running export. */
export interface ExportProgress extends JobProgress {
  /** 0–100; for people only: 100 comes before the end, and with a failure. */
  readonly percentComplete: number | undefined;
  /** There when `status` is `complete`. */
  readonly fileId: string | undefined;
  readonly errorMessage: string | undefined;
  readonly requestId: string | undefined;
}

/** As documented: a longer export is given up. */
const MAX_EXPORT_MS = 19 * 60_000;

const SCOPE = 'read:survey_responses or manage:survey_responses';

/** An export that was started. */
export interface StartedExport {
  readonly progressId: string;
  /** When it was started by Qualtrics' own clock, in ms since 1970; `undefined` when not said. */
  readonly serverTimeMs: number | undefined;
}

/**
 * Starts an export of a survey's responses. A start whose outcome is unknown is repeated: a second export harms nobody.
 * Throws QualtricsError. Qualtrics' page: https://api.qualtrics.com/6b00592b9c013-start-response-export
 */
export async function startExport(
  client: QualtricsClient,
  surveyId: string,
  options: ExportOptions,
): Promise<StartedExport> {
  const path = apiPath`/surveys/${surveyId}/export-responses`;
  const request = {
    method: 'POST',
    path,
    body: options,
    repeat: 'always',
    scope: SCOPE,
    needs: needsId('progressId'),
  } as const;
  const answer = await client.request(request);
  return { progressId: String(client.resultOf(answer).progressId), serverTimeMs: answer.serverTimeMs };
}

/**
 * How far an export is. Throws QualtricsError, with 404 when the export is gone.
 * Qualtrics' page: https://api.qualtrics.com/37e6a66f74ab4-get-response-export-progress
 */
async function exportProgress(client: QualtricsClient, surveyId: string, progressId: string): Promise<ExportProgress> {
  const path = apiPath`/surveys/${surveyId}/export-responses/${progressId}`;
  const request = { method: 'GET', path, scope: SCOPE, needs: needsStatus } as const;
  const answer = await client.request(request);
  const { status, percentComplete, fileId } = client.resultOf(answer);
  const { meta } = answer.body as { meta?: { error?: { errorMessage?: unknown } } };
  return {
    status: sentence(status) ?? '',
    percentComplete: typeof percentComplete === 'number' ? percentComplete : undefined,
    fileId: isId(fileId) ? fileId : undefined,
    errorMessage: sentence(meta?.error?.errorMessage),
    requestId: answer.requestId,
  };
}

/** Without a status it says nothing of the export. */
function needsStatus(body: unknown): string | undefined {
  return isText(resultIn(body)?.status) ? undefined : 'the answer holds no "status"';
}

/**
 * Waits until an export is complete, for 19 minutes at most; gives the id of its file. Asks every `requestTimeoutMs`,
 * or as `options` say. `onProgress` is told what Qualtrics said, each time.
 * Throws ExportFailed when it failed (with the reason) or has no file, QualtricsError when it is gone, and an Error when
 * it is not complete in time.
 */
export async function finishedExport(
  client: QualtricsClient,
  surveyId: string,
  progressId: string,
  onProgress: (progress: ExportProgress) => void,
  options: Partial<Pick<JobWait<ExportProgress>, 'pauseMs' | 'limitMs'>> = {},
): Promise<string> {
  const end = await waitForJob(client, {
    noun: 'export',
    look: () => exportProgress(client, surveyId, progressId),
    pauseMs: () => client.settings.requestTimeoutMs,
    limitMs: MAX_EXPORT_MS,
    onProgress,
    ...options,
  });
  if (end.kind === 'timedOut') throw new Error('Response ready timed out (19 minutes)');
  if (end.kind === 'failed') throw failedExport(surveyId, end.progress, client.clock.now());
  return fileOf(surveyId, end.progress);
}

/** Qualtrics ended an export without a file. Starting it again may help. */
export class ExportFailed extends Error {
  override readonly name = 'ExportFailed';
}

/** The vendor's advice after a failure: note request id and time, start again, else tell support both. */
function failedExport(surveyId: string, progress: ExportProgress, nowMs: number): ExportFailed {
  const requestId = progress.requestId ? `request id ${progress.requestId}, ` : '';
  return new ExportFailed(
    `Qualtrics could not export the responses of survey ${surveyId}${reasonOf(progress)} (${requestId}${new Date(nowMs).toISOString()}). Try again; if it fails again, give Qualtrics support the request id and the time.`,
  );
}

function reasonOf({ errorMessage, status }: ExportProgress): string {
  if (errorMessage) return `: "${errorMessage}"`;
  // The vendor's own word for a failure tells no more than the sentence does.
  return status.toLowerCase() === 'failed' ? ' and gave no reason' : `: its status is "${status}"`;
}

function fileOf(surveyId: string, progress: ExportProgress): string {
  if (progress.fileId) return progress.fileId;
  throw new ExportFailed(
    `Qualtrics completed the export of survey ${surveyId}, but named no file. Start the export again.`,
  );
}

/** Downloads an export's file (a zip archive) into an open file; gives its size in bytes. Throws QualtricsError. */
export async function downloadExport(
  client: QualtricsClient,
  surveyId: string,
  fileId: string,
  destination: FileHandle,
): Promise<number> {
  const path = apiPath`/surveys/${surveyId}/export-responses/${fileId}/file`;
  return client.download({ method: 'GET', path, scope: SCOPE }, destination);
}
