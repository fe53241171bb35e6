import type { QualtricsClient } from '../qualtrics/client/client.js';
import { readExportedRows } from './exportedRows.js';
import { deliverNewResponses, type ResponseDelivery } from './newResponses.js';
import type { PageLimits } from './rowIndex.js';
import type { SurveyResponse } from './rows.js';
import { sampleResponses } from './sampleResponses.js';
import { type ResponseTarget, resumeResponses, startOfResponses } from './snapshot.js';

/** What is polled, and how it is to be delivered. */
export interface PollRequest {
  readonly target: ResponseTarget;
  /** Responses of this moment and later are not wanted, in ms since 1970; `undefined`: no end. */
  readonly endMs: number | undefined;
  readonly page: PageLimits;
}

/** After 30 minutes on one message the platform starts a second process beside the first, and both deliver. */
const RUN_LIMIT_MS = 20 * 60_000;

/** As documented for exports. An export that was waited for so long leaves time for a page. */
const EXPORT_LIMIT_MS = 19 * 60_000;

/** Retrieving a sample has a minute; so many responses show what they look like. */
const SAMPLE_SIZE = 10;

/**
 * Polls once: delivers what is new since the snapshot `stored`, for 20 minutes at the most; the next poll goes on.
 * Throws as `readExportedRows` does, an Error for a snapshot that cannot be read, and what `deliver` throws.
 */
export async function pollResponses(
  client: QualtricsClient,
  { target, endMs, page }: PollRequest,
  stored: unknown,
  deliver: (delivery: ResponseDelivery) => Promise<void>,
): Promise<void> {
  const { clock, logger } = client;
  const { position, restartedBecause } = resumeResponses(target, stored);
  if (restartedBecause) {
    const from = target.startTime || 'the beginning of time';
    logger.warn(`The stored snapshot is not used, since ${restartedBecause}. Polling starts again from ${from}.`);
  }
  const startedMs = clock.now();
  const { surveyId, timestampField } = target;
  const source = readExportedRows(client, { surveyId, timestampField, waitUntilMs: startedMs + EXPORT_LIMIT_MS });
  const poll = { surveyId, timestampField, position, endMs, page, endsAtMs: startedMs + RUN_LIMIT_MS };
  const isComplete = await deliverNewResponses(source, poll, clock, deliver);
  if (!isComplete) logger.info('Stopped after 20 minutes; the next run goes on from here.');
}

/** At most ten responses, and not more than a page holds; empty when there is none. Throws as `readExportedRows` does. */
export async function sampleOf(
  client: QualtricsClient,
  { target, endMs, page }: PollRequest,
): Promise<SurveyResponse[]> {
  const { surveyId, timestampField } = target;
  const count = Math.min(SAMPLE_SIZE, page.maxRows);
  const source = readExportedRows(client, { surveyId, timestampField, limit: count });
  return sampleResponses(source, { surveyId, timestampField, start: startOfResponses(target), endMs, count });
}
