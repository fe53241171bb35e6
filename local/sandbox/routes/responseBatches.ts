import type { FastifyInstance } from 'fastify';
import { deleteAll, readDeletes, readUpdates, updateAll } from '../brand/responses/batches.js';
import { answered } from '../http/answers.js';

type OfSurvey = { Params: { surveyId: string } };
type OfJob = { Params: { surveyId: string; progressId: string } };

const SCOPES = ['write:survey_responses', 'manage:survey_responses'];

/** Many responses of a survey changed or deleted at once: started, then looked at. */
export function addResponseBatchRoutes(api: FastifyInstance): void {
  const start = { config: { scopes: SCOPES, kinds: ['startBatch'] } };
  const look = { config: { scopes: SCOPES, kinds: ['batchProgress'] } };

  api.post<OfSurvey>('/surveys/:surveyId/update-responses', start, async (request) => {
    const survey = request.tenant.survey(request.params.surveyId);
    const isDone = updateAll(survey, readUpdates(request.body), request.tenant.now());
    return answered({ progressId: request.tenant.responseJobs.add('update', survey.id, !isDone) });
  });

  api.post<OfSurvey>('/surveys/:surveyId/delete-responses', start, async (request) => {
    const survey = request.tenant.survey(request.params.surveyId);
    const isDone = deleteAll(survey, readDeletes(request.body), request.tenant.now());
    return answered({ progressId: request.tenant.responseJobs.add('delete', survey.id, !isDone) });
  });

  for (const kind of ['update', 'delete'] as const) {
    api.get<OfJob>(`/surveys/:surveyId/${kind}-responses/:progressId`, look, async (request) => {
      const { surveyId, progressId } = request.params;
      return answered(request.tenant.responseJobs.check(kind, request.tenant.survey(surveyId).id, progressId));
    });
  }
}
