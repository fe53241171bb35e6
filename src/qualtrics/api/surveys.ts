import { apiPath } from '../client/apiUrl.js';
import type { QualtricsClient } from '../client/client.js';
import { isId } from '../client/needs.js';

/** A survey as the list of all surveys has it. Names need not be unique. */
export interface Survey {
  readonly surveyId: string;
  readonly name: string;
  readonly isActive: boolean;
}

/**
 * The surveys that the user owns, or that others share with them in person (not those shared with a group: the
 * vendor's list leaves them out). Throws QualtricsError.
 */
export async function listSurveys(client: QualtricsClient): Promise<Survey[]> {
  // Pages may slide, so that one is listed twice.
  const surveys = new Map<string, Survey>();
  const scope = 'read:surveys or manage:surveys';
  for await (const { id, name, isActive } of client.elements({ method: 'GET', path: '/surveys', scope })) {
    if (!isId(id)) continue;
    surveys.set(id, { surveyId: id, name: typeof name === 'string' ? name.trim() : '', isActive: isActive !== false });
  }
  return [...surveys.values()];
}

/** The JSON Schema of a survey's responses (`GET …/response-schema`), as it came. Throws QualtricsError. */
export async function responseSchema(client: QualtricsClient, surveyId: string): Promise<Record<string, unknown>> {
  const path = apiPath`/surveys/${surveyId}/response-schema`;
  return client.result({ method: 'GET', path, scope: 'read:survey_responses or manage:survey_responses' });
}
