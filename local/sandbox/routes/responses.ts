import type { FastifyInstance } from 'fastify';
import { asRecord, type StoredResponse } from '../brand/responses/response.js';
import { fieldsOf } from '../brand/surveys/fields.js';
import type { Survey } from '../brand/surveys/survey.js';
import { answered } from '../http/answers.js';
import { Refusal } from '../refusal.js';

type OfResponse = { Params: { surveyId: string; responseId: string } };

type OfFile = { Params: { surveyId: string; responseId: string; fileId: string } };

const READ = ['read:survey_responses', 'manage:survey_responses'];
const WRITE = ['write:survey_responses', 'manage:survey_responses'];

/** One response: read, with the files uploaded with it, and deleted. */
export function addResponseRoutes(api: FastifyInstance): void {
  api.get<OfResponse>(
    '/surveys/:surveyId/responses/:responseId',
    { config: { scopes: READ, kinds: ['getResponse'] } },
    async (request, reply) => {
      const survey = request.tenant.survey(request.params.surveyId);
      const response = found(survey, request.params.responseId);
      if (request.tenant.isFresh(survey, response.responseId)) {
        reply.code(202);
        return answered({ message: 'The response is not yet available. Please try again later.' }, 202);
      }
      return answered(asRecord(response, fieldsOf(survey)));
    },
  );

  api.get<OfFile>(
    '/surveys/:surveyId/responses/:responseId/uploaded-files/:fileId',
    { config: { scopes: READ, kinds: ['uploadedFile'] } },
    async (request, reply) => {
      const { surveyId, responseId, fileId } = request.params;
      const { contentType, bytes } = request.tenant.uploads.get(
        found(request.tenant.survey(surveyId), responseId),
        fileId,
      );
      return reply.type(contentType).send(bytes);
    },
  );

  api.delete<OfFile>(
    '/surveys/:surveyId/responses/:responseId/uploaded-files/:fileId',
    { config: { scopes: WRITE, kinds: ['uploadedFile'] } },
    async (request) => {
      const { surveyId, responseId, fileId } = request.params;
      const survey = request.tenant.survey(surveyId);
      survey.responses.write(request.tenant.uploads.without(found(survey, responseId), fileId), request.tenant.now());
      return answered();
    },
  );

  api.delete<OfResponse & { Querystring: { decrementQuotas?: string } }>(
    '/surveys/:surveyId/responses/:responseId',
    { config: { scopes: WRITE, kinds: ['deleteResponse'] } },
    async (request) => {
      const survey = request.tenant.survey(request.params.surveyId);
      survey.responses.delete(found(survey, request.params.responseId).responseId, request.tenant.now());
      return answered();
    },
  );
}

/** The response of a survey; responses in progress are not found. Throws Refusal. */
export function found(survey: Survey, responseId: string): StoredResponse {
  const response = survey.responses.find(responseId);
  if (!response || response.isInProgress) throw new Refusal(404, undefined, 'The response does not exist.');
  return response;
}
