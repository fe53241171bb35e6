import type { FastifyInstance, FastifyRequest } from 'fastify';
import { invalidValue, keysOf, refuseOthers, requireKeys, textIn } from '../brand/bodies.js';
import { type ImportFormat, responsesIn, SEPARATORS } from '../brand/responses/importFile.js';
import { responseOf } from '../brand/responses/writing.js';
import type { Tenant } from '../brand/tenant.js';
import { answered } from '../http/answers.js';
import { loopbackFile } from '../http/loopback.js';

type OfSurvey = { Params: { surveyId: string } };
type OfJob = { Params: { surveyId: string; progressId: string } };

const SCOPES = ['write:survey_responses', 'manage:survey_responses'];
const FORMATS: Readonly<Record<string, ImportFormat>> = { 'text/csv': 'CSV', 'text/tab-separated-values': 'TSV' };

/** Responses of a survey imported from a file, which is the body or lies at an address: started, then looked at. */
export function addResponseImportRoutes(api: FastifyInstance): void {
  // For these addresses alone a body may be other than JSON.
  api.register(async (imports) => {
    imports.addContentTypeParser(Object.keys(FORMATS), { parseAs: 'string' }, (_request, body, done) =>
      done(null, body),
    );

    imports.post<OfSurvey>(
      '/surveys/:surveyId/import-responses',
      { config: { scopes: SCOPES, kinds: ['startResponseImport'] } },
      async (request) => {
        const { tenant } = request;
        const { id } = tenant.survey(request.params.surveyId);
        const started = tenant.madeForKeys('import');
        const key = request.headers['idempotency-key'];
        const before = typeof key === 'string' ? started.get(`${id} ${key}`) : undefined;
        const { text, format } = before === undefined ? await fileOf(request) : { text: '', format: 'CSV' as const };
        const progressId = before ?? importAll(tenant, id, text, format);
        if (typeof key === 'string') started.set(`${id} ${key}`, progressId);
        return answered({ progressId, percentComplete: 0, status: 'inProgress' });
      },
    );

    imports.get<OfJob>(
      '/surveys/:surveyId/import-responses/:progressId',
      { config: { scopes: SCOPES, kinds: ['batchProgress'] } },
      async (request) => {
        const { surveyId, progressId } = request.params;
        const progress = request.tenant.responseJobs.check('import', request.tenant.survey(surveyId).id, progressId);
        return answered({ progressId, ...progress });
      },
    );
  });
}

function importAll(tenant: Tenant, surveyId: string, text: string, format: ImportFormat): string {
  const survey = tenant.survey(surveyId);
  const now = tenant.now();
  for (const values of responsesIn(survey, text, format)) {
    survey.responses.write(responseOf(survey, tenant.random, now, { values }), now);
  }
  return tenant.responseJobs.add('import', surveyId, false);
}

async function fileOf({ body, headers }: FastifyRequest): Promise<{ text: string; format: ImportFormat }> {
  const format = FORMATS[headers['content-type']?.split(';')[0]?.trim() ?? ''];
  if (format !== undefined && typeof body === 'string') return { text: body, format };
  const keys = keysOf(body);
  refuseOthers(keys, ['format', 'fileUrl', 'charset']);
  requireKeys(keys, ['format', 'fileUrl']);
  const asked = Object.keys(SEPARATORS).find((one): one is ImportFormat => one === keys.format);
  if (asked === undefined) throw invalidValue('format');
  return { text: await loopbackFile(textIn(keys, 'fileUrl')), format: asked };
}
