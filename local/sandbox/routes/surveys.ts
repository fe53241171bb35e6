import type { FastifyInstance } from 'fastify';
import { invalidValue, keysOf, refuseOthers } from '../brand/bodies.js';
import { responseSchema } from '../brand/surveys/responseSchema.js';
import type { Survey } from '../brand/surveys/survey.js';
import { dateTime, surveyView } from '../brand/surveys/surveyView.js';
import { OWNER_ID } from '../brand/tenant.js';
import { answered } from '../http/answers.js';
import { type PagedByOffset, pageByOffset } from '../http/offsetPaging.js';
import { page } from '../http/paging.js';

type OfSurvey = { Params: { surveyId: string } };

const READ = ['read:surveys', 'manage:surveys'];
const WRITE = ['write:surveys', 'manage:surveys'];
const READ_RESPONSES = ['read:survey_responses', 'manage:survey_responses'];

/** Surveys: list, get, rename or (de)activate, what they ask, saved filters, quotas. */
export function addSurveyRoutes(api: FastifyInstance): void {
  api.get<PagedByOffset>('/surveys', { config: { scopes: READ } }, async (request) =>
    answered(pageByOffset(request, request.tenant.surveys.map(listed))),
  );

  api.get<OfSurvey>('/surveys/:surveyId', { config: { scopes: READ } }, async (request) =>
    answered(surveyView(request.tenant.survey(request.params.surveyId), OWNER_ID, request.tenant.brandId)),
  );

  api.put<OfSurvey>('/surveys/:surveyId', { config: { scopes: WRITE } }, async (request) => {
    const survey = request.tenant.survey(request.params.surveyId);
    const wasActive = survey.isActive;
    Object.assign(survey, changesIn(request.body), { lastModified: request.tenant.now() });
    if (survey.isActive !== wasActive) {
      request.tenant.events.publish({
        topic: `controlpanel.${survey.isActive ? 'activateSurvey' : 'deactivateSurvey'}`,
        attributes: { Status: survey.isActive ? 'Active' : 'Inactive', SurveyID: survey.id },
      });
    }
    return answered();
  });

  api.get<OfSurvey>(
    '/surveys/:surveyId/response-schema',
    { config: { scopes: READ_RESPONSES, kinds: ['responseSchema'] } },
    async (request) => answered(responseSchema(request.tenant.survey(request.params.surveyId))),
  );

  api.get<OfSurvey>(
    '/surveys/:surveyId/filters',
    { config: { scopes: READ_RESPONSES, kinds: ['filters'] } },
    async (request) => {
      const { filters, creationDate } = request.tenant.survey(request.params.surveyId);
      const elements = filters.map(({ filterId, filterName }) => ({
        filterId,
        filterName,
        creationDate: dateTime(creationDate),
      }));
      return answered(page(request, elements, 100, 100));
    },
  );

  api.get<OfSurvey>('/surveys/:surveyId/quotas', { config: { scopes: READ } }, async (request) =>
    answered(page(request, quotasOf(request.tenant.survey(request.params.surveyId)), 100, 100)),
  );
}

/** Quotas with how far they are filled. */
export function quotasOf({ quotas, responses }: Survey): object[] {
  return quotas.map((quota) => ({
    ...quota,
    count: responses.counts().kept,
    logicType: 'Simple',
    combinations: [],
  }));
}

function listed({ id, name, lastModified, creationDate, isActive }: Survey): object {
  return {
    id,
    name,
    ownerId: OWNER_ID,
    lastModified: dateTime(lastModified),
    creationDate: dateTime(creationDate),
    isActive,
  };
}

function changesIn(body: unknown): Partial<Pick<Survey, 'name' | 'isActive' | 'expiration'>> {
  const keys = keysOf(body);
  refuseOthers(keys, ['name', 'isActive', 'expiration']);
  const { name, isActive, expiration } = keys;
  const isText = (value: unknown): boolean => value === undefined || value === null || typeof value === 'string';
  if ((name !== undefined && typeof name !== 'string') || name === '') throw invalidValue('name');
  if (isActive !== undefined && typeof isActive !== 'boolean') throw invalidValue('isActive');
  const { startDate = null, endDate = null, ...rest } = (expiration ?? {}) as Record<string, string | null>;
  if (!isText(startDate) || !isText(endDate) || Object.keys(rest).length > 0) throw invalidValue('expiration');
  return {
    ...(name === undefined ? {} : { name }),
    ...(isActive === undefined ? {} : { isActive }),
    ...(expiration === undefined ? {} : { expiration: { startDate, endDate } }),
  };
}
