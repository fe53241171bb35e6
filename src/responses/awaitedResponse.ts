import { getResponse } from '../qualtrics/api/responses.js';
import { growingPause } from '../qualtrics/api/waitForJob.js';
import type { QualtricsClient } from '../qualtrics/client/client.js';
import { QualtricsError } from '../qualtrics/client/errors.js';
import { type SurveyResponse, toResponse } from './rows.js';

/** Other public clients look for a response just completed for 30 to 60 s before they give up. */
const MAX_WAIT_MS = 60_000;

/**
 * Our choice: a response is looked for ten times in that minute, so that some twenty can be waited for at once with the
 * 240 reads a minute that Qualtrics allows (https://api.qualtrics.com/a5e9a1a304902-limits).
 */
const MAX_PAUSE_MS = 10_000;

/** Where responses are read; a 401 from anywhere else is about the client itself. */
const RESPONSES = '/surveys/';

/** A response, or why it cannot be had now though it may be later. */
export type AwaitedResponse =
  | { readonly kind: 'found'; readonly response: SurveyResponse }
  | { readonly kind: 'later'; readonly reason: string };

/**
 * A response that a notice told of, waited for up to a minute: Qualtrics shows it with some delay. A failure that may
 * pass (no answer, rate limit, 5xx, a token refused though it is new) is a reason to try again later, too. Throws
 * QualtricsError for all others, a client that is given no token among them.
 */
export async function awaitResponse(
  client: QualtricsClient,
  surveyId: string,
  responseId: string,
): Promise<AwaitedResponse> {
  const { clock } = client;
  const pauseMs = growingPause(MAX_PAUSE_MS);
  const endMs = clock.now() + MAX_WAIT_MS;
  try {
    for (let looks = 1; ; looks += 1) {
      const read = await getResponse(client, surveyId, responseId);
      if (read.kind === 'found') return { kind: 'found', response: toResponse(surveyId, read.response) };
      const leftMs = endMs - clock.now();
      if (leftMs <= 0) break;
      await clock.sleep(Math.min(pauseMs(looks), leftMs));
    }
  } catch (error) {
    if (!(error instanceof QualtricsError) || !mayPass(error)) throw error;
    return { kind: 'later', reason: error.message };
  }
  const reason = `Qualtrics does not show response ${responseId} of survey ${surveyId} a minute after its notice, so the message comes again later.`;
  return { kind: 'later', reason };
}

function mayPass({ status, path, isPassing }: QualtricsError): boolean {
  return status === 401 ? path.startsWith(RESPONSES) : isPassing;
}
