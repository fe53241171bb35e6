import type { FastifyInstance } from 'fastify';
import { invalidValue, keysOf, refuseOthers, requireKeys, textIn } from '../brand/bodies.js';
import { asRecord, type StoredResponse, type Value } from '../brand/responses/response.js';
import { responseOf } from '../brand/responses/writing.js';
import { fieldsOf } from '../brand/surveys/fields.js';
import type { Survey } from '../brand/surveys/survey.js';
import type { Tenant } from '../brand/tenant.js';
import { answered } from '../http/answers.js';
import { Refusal } from '../refusal.js';

type OfSurvey = { Params: { surveyId: string } };
type OfResponse = { Params: { surveyId: string; responseId: string } };

type OfFile = { Params: { surveyId: string; responseId: string; fileId: string } };

const READ = ['read:survey_responses', 'manage:survey_responses'];
const WRITE = ['write:survey_responses', 'manage:survey_responses'];

/** One response: read, created, its embedded data changed, deleted. Answers cannot be changed. */
export function addResponseRoutes(api: FastifyInstance, tenant: Tenant): void {
  /** Ids of responses by the `Idempotency-Key` they were created with. */
  const created = new Map<string, string>();

  api.get<OfResponse>(
    '/surveys/:surveyId/responses/:responseId',
    { config: { scopes: READ, kinds: ['getResponse'] } },
    async (request, reply) => {
      const survey = tenant.survey(request.params.surveyId);
      const response = found(survey, request.params.responseId);
      if (tenant.isFresh(survey, response.responseId)) {
        reply.code(202);
        return answered({ message: 'The response is not yet available. Please try again later.' }, 202);
      }
      return answered(asRecord(response, fieldsOf(survey)));
    },
  );

  api.post<OfSurvey>(
    '/surveys/:surveyId/responses',
    { config: { scopes: WRITE, kinds: ['createResponse'] } },
    async (request) => {
      const survey = tenant.survey(request.params.surveyId);
      const body = keysOf(request.body);
      refuseOthers(body, ['values']);
      const { values = {} } = body;
      const key = request.headers['idempotency-key'];
      const before = typeof key === 'string' ? created.get(`${survey.id} ${key}`) : undefined;
      if (before !== undefined) return answered({ responseId: before });
      const now = tenant.now();
      const response = responseOf(survey, tenant.random, now, { values: valuesIn(values, 'values') });
      survey.responses.write(response, now);
      if (typeof key === 'string') created.set(`${survey.id} ${key}`, response.responseId);
      return answered({ responseId: response.responseId });
    },
  );

  api.put<{ Params: { responseId: string } }>(
    '/responses/:responseId',
    { config: { scopes: WRITE, kinds: ['updateResponse'] } },
    async (request) => {
      const body = keysOf(request.body);
      refuseOthers(body, ['surveyId', 'embeddedData', 'resetRecordedDate']);
      requireKeys(body, ['surveyId', 'embeddedData']);
      const { embeddedData, resetRecordedDate = true } = body;
      if (typeof resetRecordedDate !== 'boolean') throw invalidValue('resetRecordedDate');
      const survey = tenant.survey(textIn(body, 'surveyId'));
      const response = found(survey, request.params.responseId);
      const now = tenant.now();
      const values = { ...response.values, ...valuesIn(embeddedData, 'embeddedData') };
      // As documented: without a reset the date still moves, by one millisecond.
      const recordedDate = resetRecordedDate ? now : response.recordedDate + 1;
      survey.responses.write({ ...response, values, recordedDate, lastModified: now }, now);
      return answered();
    },
  );

  api.get<OfFile>(
    '/surveys/:surveyId/responses/:responseId/uploaded-files/:fileId',
    { config: { scopes: READ, kinds: ['uploadedFile'] } },
    async (request, reply) => {
      const { surveyId, responseId, fileId } = request.params;
      const { values } = found(tenant.survey(surveyId), responseId);
      const [key = ''] = Object.entries(values).find(([, value]) => value === fileId) ?? [];
      const type = values[key.replace(/_FILE_ID$/, '_FILE_TYPE')];
      const size = Number(values[key.replace(/_FILE_ID$/, '_FILE_SIZE')]);
      if (typeof type !== 'string' || Number.isNaN(size)) throw new Refusal(404, undefined, 'The file does not exist.');
      return reply.type(type).send(Buffer.alloc(size, fileId));
    },
  );

  api.delete<OfResponse & { Querystring: { decrementQuotas?: string } }>(
    '/surveys/:surveyId/responses/:responseId',
    { config: { scopes: WRITE, kinds: ['deleteResponse'] } },
    async (request) => {
      const survey = tenant.survey(request.params.surveyId);
      survey.responses.delete(found(survey, request.params.responseId).responseId, tenant.now());
      return answered();
    },
  );
}

/** Responses in progress are not found. */
function found(survey: Survey, responseId: string): StoredResponse {
  const response = survey.responses.find(responseId);
  if (!response || response.isInProgress) throw new Refusal(404, undefined, 'The response does not exist.');
  return response;
}

function valuesIn(object: unknown, key: string): Record<string, Value> {
  if (typeof object !== 'object' || object === null || Array.isArray(object)) {
    throw invalidValue(key);
  }
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, toValue(value, `${key}.${name}`)]));
}

function toValue(value: unknown, name: string): Value {
  if (typeof value === 'string' || typeof value === 'number') return value;
  if (typeof value === 'boolean') return String(value);
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value;
  throw invalidValue(name);
}
