import type { FastifyInstance } from 'fastify';
import type { Survey } from '../brand/records.js';
import { type ExportFormat, FORMATS } from '../brand/responseFiles.js';
import type { Tenant } from '../brand/tenant.js';
import { answered } from '../http/answers.js';
import { page } from '../http/paging.js';
import { Refusal } from '../refusal.js';

type OfSurvey = { Params: { surveyId: string } };
type OfExport = { Params: { surveyId: string; id: string } };

const SCOPES = ['read:survey_responses', 'manage:survey_responses'];

const EXPORT_KEYS = (
  'format filterId startDate endDate timeZone useLabels limit compress breakoutSets seenUnansweredRecode ' +
  'multiselectSeenUnansweredRecode includeDisplayOrder newlineReplacement formatDecimalAsComma questionIds ' +
  'embeddedDataIds surveyMetadataIds exportResponsesInProgress includeLabelColumns sortByLastModifiedDate ' +
  'allowContinuation continuationToken'
).split(' ');

/** Surveys, their saved filters, and the export of their responses. */
export function addSurveyRoutes(api: FastifyInstance, tenant: Tenant): void {
  const surveyOf = ({ surveyId }: OfSurvey['Params']): Survey => {
    const survey = tenant.surveys.find(({ id }) => id === surveyId);
    if (!survey) throw new Refusal(404, 'GSI_2', 'The survey does not exist.');
    return survey;
  };

  api.get('/surveys', { config: { scopes: ['read:surveys', 'manage:surveys'] } }, async (request) => {
    const surveys = tenant.surveys.map(({ id, name, isActive }) => ({
      id,
      name,
      ownerId: 'UR_0SandboxUser001',
      lastModified: '2026-01-01T00:00:00Z',
      creationDate: '2026-01-01T00:00:00Z',
      isActive,
    }));
    return answered(page(request, surveys, 100, 100));
  });

  api.get<OfSurvey>('/surveys/:surveyId/filters', { config: { scopes: SCOPES } }, async (request) => {
    const filters = surveyOf(request.params).filters.map(({ filterId, filterName }) => ({
      filterId,
      filterName,
      creationDate: '2026-01-01T00:00:00Z',
      deletedDate: null,
    }));
    return answered(page(request, filters, 100, 100));
  });

  api.post<OfSurvey & { Body: Record<string, unknown> | undefined }>(
    '/surveys/:surveyId/export-responses',
    { config: { scopes: SCOPES, kinds: ['startExport'] } },
    async (request) => {
      const survey = surveyOf(request.params);
      const { format, filterId, ...others } = request.body ?? {};
      const unexpected = Object.keys(others).find((key) => !EXPORT_KEYS.includes(key));
      if (unexpected) throw new Refusal(400, 'RP_9', `Unexpected json key provided: ${unexpected}`);
      if (!FORMATS.includes(format as ExportFormat)) throw new Refusal(400, 'RP_9', 'Invalid format.');
      const job = tenant.exports.start(survey, format as ExportFormat, filterId as string | undefined);
      return answered({ progressId: job.progressId, percentComplete: 0, status: 'inProgress' });
    },
  );

  api.get<OfExport>(
    '/surveys/:surveyId/export-responses/:id',
    { config: { scopes: SCOPES, kinds: ['exportProgress'] } },
    async (request) => {
      const { surveyId, id } = request.params;
      const job = tenant.exports.check(surveyId, id);
      if (job.status === 'complete') return answered({ fileId: job.fileId, percentComplete: 100, status: 'complete' });
      if (job.status === 'failed') {
        const failed = answered({ fileId: null, percentComplete: 100, status: 'failed' });
        const { failure } = tenant.exports;
        return failure ? { ...failed, meta: { ...(failed.meta as object), error: { errorMessage: failure } } } : failed;
      }
      const share = Math.min(job.checks / (tenant.behaviour.exportChecks + 1), 0.99);
      return answered({ percentComplete: Math.round(share * 100), status: 'inProgress' });
    },
  );

  api.get<OfExport>(
    '/surveys/:surveyId/export-responses/:id/file',
    { config: { scopes: SCOPES, kinds: ['exportFile'] } },
    async (request, reply) => {
      const job = tenant.exports.file(request.params.surveyId, request.params.id);
      const { exportRedirect } = tenant.behaviour;
      if (exportRedirect) return reply.redirect(`${exportRedirect}/${job.fileId}`);
      const archive = tenant.exports.archiveOf(job);
      reply.type('application/zip');
      if (Buffer.isBuffer(archive)) return reply.send(archive);
      if (archive.length !== undefined) reply.header('Content-Length', archive.length);
      return reply.send(archive.stream());
    },
  );
}
