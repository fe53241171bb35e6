import type { FastifyInstance } from 'fastify';
import { readExportOptions } from '../brand/exports/exportOptions.js';
import { type ExportJob, isComplete } from '../brand/exports/responseExports.js';
import type { Tenant } from '../brand/tenant.js';
import { answered } from '../http/answers.js';

type OfSurvey = { Params: { surveyId: string } };
type OfExport = { Params: { surveyId: string; id: string } };

const SCOPES = ['read:survey_responses', 'manage:survey_responses'];

/** Exports of responses: started, looked at, downloaded. */
export function addResponseExportRoutes(api: FastifyInstance): void {
  /** The token of an export that can be continued: documented for both answers, and in each it may be missing. */
  const tokenIn = (answer: 'start' | 'status', { behaviour }: Tenant, { continuationToken }: ExportJob) => {
    const { continuationTokenIn: told } = behaviour;
    return continuationToken !== undefined && (told === 'both' || told === answer) ? { continuationToken } : {};
  };

  api.post<OfSurvey>(
    '/surveys/:surveyId/export-responses',
    { config: { scopes: SCOPES, kinds: ['startExport'] } },
    async (request) => {
      const survey = request.tenant.survey(request.params.surveyId);
      const job = request.tenant.exports.start(survey, readExportOptions(request.body));
      const { progressId } = job;
      return answered({
        progressId,
        percentComplete: 0,
        status: 'inProgress',
        ...tokenIn('start', request.tenant, job),
      });
    },
  );

  api.get<OfExport>(
    '/surveys/:surveyId/export-responses/:id',
    { config: { scopes: SCOPES, kinds: ['exportProgress'] } },
    async (request) => {
      const { surveyId, id } = request.params;
      const job = request.tenant.exports.check(surveyId, id);
      const { status, fileId } = job;
      if (status === 'inProgress') {
        const share = Math.min(job.checks / (request.tenant.behaviour.exportChecks + 1), 0.99);
        return answered({ percentComplete: Math.round(share * 100), status });
      }
      if (isComplete(job)) {
        return answered({ fileId, percentComplete: 100, status, ...tokenIn('status', request.tenant, job) });
      }
      const failed = answered({ fileId: null, percentComplete: 100, status });
      const { failure } = request.tenant.exports;
      return failure ? { ...failed, meta: { ...(failed.meta as object), error: { errorMessage: failure } } } : failed;
    },
  );

  api.get<OfExport>(
    '/surveys/:surveyId/export-responses/:id/file',
    { config: { scopes: SCOPES, kinds: ['exportFile'] } },
    async (request, reply) => {
      const job = request.tenant.exports.file(request.params.surveyId, request.params.id);
      const { exportRedirect } = request.tenant.behaviour;
      if (exportRedirect) return reply.redirect(`${exportRedirect}/${job.fileId}`);
      const archive = request.tenant.exports.archiveOf(job);
      reply.type('application/zip');
      if (Buffer.isBuffer(archive)) return reply.send(archive);
      const { length, contentType, fileName } = archive;
      if (contentType !== undefined) reply.type(contentType);
      if (fileName !== undefined) reply.header('Content-Disposition', asAttachment(fileName));
      if (length !== undefined) reply.header('Content-Length', length);
      return reply.send(archive.stream());
    },
  );
}

/** With the name in plain letters, and as it is for those who can read it (RFC 6266). */
function asAttachment(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\]/g, '_');
  const exact = encodeURIComponent(name).replace(
    /['()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return plain === name
    ? `attachment; filename="${name}"`
    : `attachment; filename="${plain}"; filename*=UTF-8''${exact}`;
}
