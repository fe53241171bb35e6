import type { FileHandle } from 'node:fs/promises';
import { apiPath } from '../client/apiUrl.js';
import type { QualtricsClient } from '../client/client.js';
import { QualtricsError } from '../client/errors.js';

/** What to export; `format` as in `EXPORT_FORMATS`. */
export interface ExportOptions {
  readonly format: string;
  readonly filterId?: string | undefined;
}

/** What Qualtrics says of a running export. */
export interface ExportProgress {
  readonly status: string;
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

/** Starts an export of a survey's responses; gives its `progressId`. Throws QualtricsError. */
export async function startExport(client: QualtricsClient, surveyId: string, options: ExportOptions): Promise<string> {
  const path = apiPath`/surveys/${surveyId}/export-responses`;
  return client.createdId({ method: 'POST', path, body: options, scope: SCOPE }, 'progressId');
}

/** How far an export is. Only `status` decides. Throws QualtricsError, with 404 when the export is gone. */
async function exportProgress(client: QualtricsClient, surveyId: string, progressId: string): Promise<ExportProgress> {
  const path = apiPath`/surveys/${surveyId}/export-responses/${progressId}`;
  const request = { method: 'GET', path, scope: SCOPE } as const;
  const answer = await client.request(request);
  const { status, percentComplete, fileId } = client.resultOf(request, answer);
  const { meta } = answer.body as { meta?: { error?: { errorMessage?: unknown } } };
  const errorMessage = meta?.error?.errorMessage;
  return {
    status: String(status),
    percentComplete: typeof percentComplete === 'number' ? percentComplete : undefined,
    fileId: typeof fileId === 'string' && fileId !== '' ? fileId : undefined,
    errorMessage: typeof errorMessage === 'string' ? errorMessage : undefined,
    requestId: answer.requestId,
  };
}

/**
 * Waits until an export is complete, asking every `requestTimeoutMs`; gives the id of its file. A check that fails for
 * a passing reason does not end it. `onProgress` is told what Qualtrics said, each time.
 * Throws an Error when the export failed (with the reason), is gone, or is not complete after 19 minutes.
 */
export async function finishedExport(
  client: QualtricsClient,
  surveyId: string,
  progressId: string,
  onProgress: (progress: ExportProgress) => void,
): Promise<string> {
  const { clock } = client;
  const endMs = clock.now() + MAX_EXPORT_MS;
  for (;;) {
    const progress = await progressUnlessPassing(client, surveyId, progressId);
    if (progress) {
      onProgress(progress);
      if (progress.status === 'failed') throw failedExport(surveyId, progress, clock.now());
      if (progress.status === 'complete') return fileOf(surveyId, progress);
    }
    const leftMs = endMs - clock.now();
    if (leftMs <= 0) throw new Error('Response ready timed out (19 minutes)');
    await clock.sleep(Math.min(client.settings.requestTimeoutMs, leftMs));
  }
}

async function progressUnlessPassing(
  client: QualtricsClient,
  surveyId: string,
  progressId: string,
): Promise<ExportProgress | undefined> {
  try {
    return await exportProgress(client, surveyId, progressId);
  } catch (error) {
    const isPassing =
      error instanceof QualtricsError && (error.status === undefined || error.status >= 500 || error.status === 429);
    if (!isPassing) throw error;
    client.logger.warn(`The export's status could not be read; asking again later. ${error.message}`);
    return undefined;
  }
}

/** The vendor's advice after a failure: note request id and time, start again, else tell support both. */
function failedExport(surveyId: string, progress: ExportProgress, nowMs: number): Error {
  const reason = progress.errorMessage ? `: "${progress.errorMessage}"` : ' and gave no reason';
  const requestId = progress.requestId ? `request id ${progress.requestId}, ` : '';
  return new Error(
    `Qualtrics could not export the responses of survey ${surveyId}${reason} (${requestId}${new Date(nowMs).toISOString()}). Try again; if it fails again, give Qualtrics support the request id and the time.`,
  );
}

function fileOf(surveyId: string, progress: ExportProgress): string {
  if (progress.fileId) return progress.fileId;
  throw new Error(`Qualtrics completed the export of survey ${surveyId}, but named no file. Start the export again.`);
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
