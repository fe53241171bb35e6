import type { FastifyInstance } from 'fastify';
import { questionsOf } from '../brand/surveys/content.js';
import { definedQuestion, definitionMetadata, definitionView, flowOf } from '../brand/surveys/definitionView.js';
import { OWNER_ID } from '../brand/tenant.js';
import { answered } from '../http/answers.js';
import { page } from '../http/paging.js';
import { Refusal } from '../refusal.js';
import { quotasOf } from './surveys.js';

type OfSurvey = { Params: { surveyId: string } };

const SCOPES = ['read:surveys', 'manage:surveys'];

/** Surveys in the names of the editor: whole, and their questions, flow, metadata and quotas. */
export function addSurveyDefinitionRoutes(api: FastifyInstance): void {
  const options = { config: { scopes: SCOPES } };

  api.get<OfSurvey>('/survey-definitions/:surveyId', options, async (request) =>
    answered(definitionView(request.tenant.survey(request.params.surveyId), OWNER_ID, request.tenant.brandId)),
  );

  api.get<OfSurvey>('/survey-definitions/:surveyId/questions', options, async (request) => {
    const questions = questionsOf(request.tenant.survey(request.params.surveyId)).map(definedQuestion);
    return answered(page(request, questions, Math.max(1, questions.length), 1000));
  });

  api.get<OfSurvey & { Params: { questionId: string } }>(
    '/survey-definitions/:surveyId/questions/:questionId',
    options,
    async (request) => {
      const { surveyId, questionId } = request.params;
      const question = questionsOf(request.tenant.survey(surveyId)).find(({ id }) => id === questionId);
      if (!question) throw new Refusal(404, undefined, 'The question does not exist.');
      return answered(definedQuestion(question));
    },
  );

  api.get<OfSurvey>('/survey-definitions/:surveyId/flow', options, async (request) =>
    answered(flowOf(request.tenant.survey(request.params.surveyId))),
  );

  api.get<OfSurvey>('/survey-definitions/:surveyId/metadata', options, async (request) =>
    answered(definitionMetadata(request.tenant.survey(request.params.surveyId))),
  );

  api.get<OfSurvey>('/survey-definitions/:surveyId/quotas', options, async (request) =>
    answered(page(request, quotasOf(request.tenant.survey(request.params.surveyId)), 100, 100)),
  );
}
