import type { FastifyInstance } from 'fastify';
import { calendarTime } from '../brand/calendar.js';
import { type Completion, completeResponses } from '../brand/completeResponses.js';
import { newSurvey } from '../brand/surveys/newSurvey.js';
import { Refusal } from '../refusal.js';

const VALUES = {
  type: 'object',
  additionalProperties: {
    anyOf: [{ type: 'string' }, { type: 'number' }, { type: 'array', items: { type: 'string' } }],
  },
};
const TEXT = { type: 'string' };
const MAX_AT_ONCE = 10_000;

const COMPLETION = {
  type: 'object',
  required: ['surveyId'],
  additionalProperties: false,
  properties: {
    surveyId: TEXT,
    values: VALUES,
    embeddedData: VALUES,
    count: { type: 'integer', minimum: 1, maximum: MAX_AT_ONCE },
    partial: { type: 'boolean' },
    responseId: TEXT,
    recipientId: TEXT,
    distributionId: TEXT,
    secondsAgo: { type: 'number', minimum: 0 },
  } satisfies Record<keyof Completion, object>,
};

interface AskedSurvey {
  readonly name: string;
  readonly count: number;
  /** The survey whose questions it asks; the first one by default. */
  readonly like?: string;
  readonly since?: string;
  readonly until?: string;
}

const SURVEY = {
  type: 'object',
  required: ['name', 'count'],
  additionalProperties: false,
  properties: {
    name: { type: 'string', minLength: 1 },
    count: { type: 'integer', minimum: 0, maximum: 1_000_000_000 },
    like: TEXT,
    since: TEXT,
    until: TEXT,
  } satisfies Record<keyof AskedSurvey, object>,
};

const YEAR_MS = 365 * 24 * 60 * 60_000;

/** `POST /sandbox/surveys` adds a survey with responses; `POST /sandbox/responses` completes responses; `GET /sandbox/notices` tells how the notices of them fared. */
export function addControlOfResponses(server: FastifyInstance): void {
  const config = { isControl: true };

  server.post<{ Body: Completion }>(
    '/sandbox/responses',
    { config, schema: { body: COMPLETION } },
    async (request) => ({ responseIds: completeResponses(request.tenant, request.body) }),
  );

  server.post<{ Body: AskedSurvey }>('/sandbox/surveys', { config, schema: { body: SURVEY } }, async (request) => {
    const { name, count, like, since, until } = request.body;
    const content = like === undefined ? request.tenant.surveys[0] : request.tenant.survey(like);
    if (!content) throw new Refusal(400, undefined, 'There is no survey to take the questions from.');
    const end = momentIn(until, request.tenant.now());
    const id = request.tenant.random.id('SV_');
    const seed = request.tenant.surveys.length;
    request.tenant.surveys.push(
      newSurvey({ id, name, content, count, seed, since: momentIn(since, end - YEAR_MS), until: end }),
    );
    return { surveyId: id };
  });

  server.get('/sandbox/notices', { config }, async (request) => request.sandbox.notices.deliveries);
}

function momentIn(text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const time = calendarTime(text);
  if (time === undefined) throw new Refusal(400, undefined, `${text} is not a date.`);
  return time;
}
