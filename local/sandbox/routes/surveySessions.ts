import type { FastifyInstance } from 'fastify';
import { invalidValue, keysOf, refuseOthers } from '../brand/bodies.js';
import type { SurveySession } from '../brand/surveySessions.js';
import { questionsOf } from '../brand/surveys/content.js';
import { vendorType } from '../brand/surveys/question.js';
import type { Tenant } from '../brand/tenant.js';
import { answered } from '../http/answers.js';
import { Refusal } from '../refusal.js';

type OfSurvey = { Params: { surveyId: string } };
type OfSession = { Params: { surveyId: string; sessionId: string } };

const READ = ['read:survey_sessions', 'manage:survey_sessions'];
const WRITE = ['write:survey_sessions', 'manage:survey_sessions'];

/** Sessions of those who answer a survey: open, look at, close. Answers come by the sandbox's own routes. */
export function addSurveySessionRoutes(api: FastifyInstance): void {
  const shown = (tenant: Tenant, { sessionId, surveyId, embeddedData }: SurveySession) => ({
    sessionId,
    questions: questionsOf(tenant.survey(surveyId)).map((question) => {
      return { questionId: question.id, type: vendorType(question).type.toLowerCase(), display: question.text };
    }),
    embeddedData,
    responses: {},
    done: false,
  });

  api.post<OfSurvey>('/surveys/:surveyId/sessions', { config: { scopes: WRITE } }, async (request, reply) => {
    const survey = request.tenant.survey(request.params.surveyId);
    if (!survey.isActive) throw new Refusal(400, undefined, 'The survey is not active.');
    const body = keysOf(request.body);
    refuseOthers(body, ['language', 'embeddedData']);
    const embeddedData = keysOf(body.embeddedData);
    const wrong = Object.keys(embeddedData).find((key) => typeof embeddedData[key] !== 'string');
    if (wrong !== undefined) throw invalidValue(wrong);
    reply.code(201);
    return answered(
      shown(request.tenant, request.tenant.sessions.open(survey.id, embeddedData as Record<string, string>)),
      201,
    );
  });

  api.get<OfSession>('/surveys/:surveyId/sessions/:sessionId', { config: { scopes: READ } }, async (request) =>
    answered(shown(request.tenant, request.tenant.sessions.get(request.params.surveyId, request.params.sessionId))),
  );

  api.delete<OfSession>('/surveys/:surveyId/sessions/:sessionId', { config: { scopes: WRITE } }, async (request) => {
    request.tenant.sessions.delete(request.tenant.sessions.get(request.params.surveyId, request.params.sessionId));
    return answered();
  });
}
