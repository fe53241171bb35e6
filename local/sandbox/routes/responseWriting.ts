import multipart from '@fastify/multipart';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { invalidValue, keysOf, refuseOthers, requireKeys, textIn } from '../brand/bodies.js';
import { valuesIn } from '../brand/responses/givenValues.js';
import type { Value } from '../brand/responses/response.js';
import { changedResponse, responseOf } from '../brand/responses/writing.js';
import type { Survey } from '../brand/surveys/survey.js';
import { answered } from '../http/answers.js';
import { type ResponseForm, readResponseForm } from '../http/responseForm.js';
import { Refusal } from '../refusal.js';
import { found } from './responses.js';

type OfSurvey = { Params: { surveyId: string } };

const SCOPES = ['write:survey_responses', 'manage:survey_responses'];

/** Responses are created, and their embedded data is changed; their answers cannot be changed. */
export function addResponseWritingRoutes(api: FastifyInstance): void {
  // For this address alone a body may be a form.
  api.register(async (forms) => {
    await forms.register(multipart, { attachFieldsToBody: true });
    forms.setErrorHandler(async (error: Error & { statusCode?: number }, request) => {
      const isBroken = request.isMultipart() && !(error instanceof Refusal) && error.statusCode === undefined;
      throw isBroken ? new Refusal(400, undefined, 'The form is not well formed.') : error;
    });
    forms.post<OfSurvey>(
      '/surveys/:surveyId/responses',
      { config: { scopes: SCOPES, kinds: ['createResponse'] } },
      async (request) => {
        const survey = request.tenant.survey(request.params.surveyId);
        const body = keysOf(request.body);
        const { response, files } = request.isMultipart()
          ? await readResponseForm(body)
          : { response: body, files: [] };
        return answered({ responseId: create(request, survey, keysOf(response), files) });
      },
    );
  });

  api.put<{ Params: { responseId: string } }>(
    '/responses/:responseId',
    { config: { scopes: SCOPES, kinds: ['updateResponse'] } },
    async (request) => {
      const body = keysOf(request.body);
      refuseOthers(body, ['surveyId', 'embeddedData', 'resetRecordedDate']);
      requireKeys(body, ['surveyId', 'embeddedData']);
      const { embeddedData, resetRecordedDate = true } = body;
      if (typeof resetRecordedDate !== 'boolean') throw invalidValue('resetRecordedDate');
      const survey = request.tenant.survey(textIn(body, 'surveyId'));
      const response = found(survey, request.params.responseId);
      const now = request.tenant.now();
      const change = { embeddedData: valuesIn(embeddedData, 'embeddedData'), resetRecordedDate };
      survey.responses.write(changedResponse(response, change, now), now);
      return answered();
    },
  );
}

/** Gives the id; that of the response created before when the `Idempotency-Key` is the same. */
function create(
  { tenant, headers }: FastifyRequest,
  survey: Survey,
  body: Record<string, unknown>,
  files: ResponseForm['files'],
): string {
  refuseOthers(body, ['values']);
  const created = tenant.madeForKeys('response');
  const key = headers['idempotency-key'];
  const before = typeof key === 'string' ? created.get(`${survey.id} ${key}`) : undefined;
  if (before !== undefined) return before;
  const uploaded = files.map(({ questionId, file }) => tenant.uploads.add(survey, questionId, file));
  const values: Record<string, Value> = Object.assign(valuesIn(body.values ?? {}, 'values'), ...uploaded);
  const now = tenant.now();
  const response = responseOf(survey, tenant.random, now, { values });
  survey.responses.write(response, now);
  if (typeof key === 'string') created.set(`${survey.id} ${key}`, response.responseId);
  return response.responseId;
}
