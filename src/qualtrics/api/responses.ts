import { apiPath } from '../client/apiUrl.js';
import type { QualtricsClient } from '../client/client.js';

/** A response read by its id, or that Qualtrics does not show it (yet). */
export type ReadResponse =
  | { readonly kind: 'found'; readonly response: Record<string, unknown> }
  | { readonly kind: 'missing' };

/**
 * A response by its id. Just completed ones are `missing` for a while: Qualtrics answers 202 without a response
 * (documented), or 404 (seen by others). Throws QualtricsError.
 */
export async function getResponse(
  client: QualtricsClient,
  surveyId: string,
  responseId: string,
): Promise<ReadResponse> {
  const request = {
    method: 'GET',
    path: apiPath`/surveys/${surveyId}/responses/${responseId}`,
    scope: 'read:survey_responses or manage:survey_responses',
    accept: [404],
  } as const;
  const answer = await client.request(request);
  if (answer.status === 404 || answer.status === 202) return { kind: 'missing' };
  const response = client.resultOf(answer);
  return typeof response.responseId === 'string' ? { kind: 'found', response } : { kind: 'missing' };
}
