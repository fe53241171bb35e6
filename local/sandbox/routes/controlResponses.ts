import type { FastifyInstance } from 'fastify';
import { type Completion, completeResponses } from '../brand/completeResponses.js';
import type { Tenant } from '../brand/tenant.js';
import type { NoticeDelivery } from '../http/noticeDelivery.js';

const VALUES = {
  type: 'object',
  additionalProperties: {
    anyOf: [{ type: 'string' }, { type: 'number' }, { type: 'array', items: { type: 'string' } }],
  },
};
const TEXT = { type: 'string' };
const MOST_AT_ONCE = 10_000;

const COMPLETION = {
  type: 'object',
  required: ['surveyId'],
  additionalProperties: false,
  properties: {
    surveyId: TEXT,
    values: VALUES,
    embeddedData: VALUES,
    count: { type: 'integer', minimum: 1, maximum: MOST_AT_ONCE },
    partial: { type: 'boolean' },
    responseId: TEXT,
    recipientId: TEXT,
    distributionId: TEXT,
  } satisfies Record<keyof Completion, object>,
};

/** `POST /sandbox/responses` completes responses; `GET /sandbox/notices` tells how the notices of them fared. */
export function addControlOfResponses(server: FastifyInstance, tenant: Tenant, delivery: NoticeDelivery): void {
  const config = { isControl: true };

  server.post<{ Body: Completion }>(
    '/sandbox/responses',
    { config, schema: { body: COMPLETION } },
    async (request) => ({ responseIds: completeResponses(tenant, request.body) }),
  );

  server.get('/sandbox/notices', { config }, async () => delivery.deliveries);
}
