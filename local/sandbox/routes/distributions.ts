import type { FastifyInstance, FastifyRequest } from 'fastify';
import { requireKeys } from '../brand/bodies.js';
import { calendarTime } from '../brand/calendar.js';
import { distributionFrom, followUpFrom } from '../brand/distributions/creating.js';
import type { Distribution } from '../brand/distributions/distribution.js';
import { distributionView } from '../brand/distributions/distributionView.js';
import { OWNER_ID, type Tenant } from '../brand/tenant.js';
import { answered } from '../http/answers.js';
import { pageByOffset } from '../http/offsetPaging.js';
import { page } from '../http/paging.js';
import { Refusal } from '../refusal.js';

type Query = Readonly<Record<string, string | undefined>>;
type OfDistribution = { Params: { id: string }; Querystring: Query };

const READ = ['read:distributions', 'manage:distributions'];
const WRITE = ['write:distributions', 'manage:distributions'];

/** Distributions of mails and of links: create, list by survey, get, delete; reminders and thanks. */
export function addDistributionRoutes(api: FastifyInstance): void {
  const view = ({ brandId, now }: Tenant, distribution: Distribution, isWhole: boolean) => {
    const options = { ownerId: OWNER_ID, organizationId: brandId, now: now() };
    return distributionView(distribution, options, isWhole);
  };

  api.post('/distributions', { config: { scopes: WRITE } }, async (request) => {
    const distribution = distributionFrom(request.tenant, request.body);
    request.tenant.distributions.push(distribution);
    return answered({ id: distribution.id });
  });

  api.get<{ Querystring: Query }>('/distributions', { config: { scopes: READ } }, async (request) => {
    requireKeys(request.query, ['surveyId']);
    const fits = filterOf(request.query);
    const found = request.tenant.distributions.filter(fits);
    // Deprecated, but taken.
    const isByOffset = request.query.offset !== undefined;
    const { elements, nextPage } = isByOffset ? pageByOffset(request, found) : page(request, found, 100, 100);
    return answered({ elements: elements.map((one) => view(request.tenant, one, false)), nextPage });
  });

  api.get<OfDistribution>('/distributions/:id', { config: { scopes: READ } }, async (request) =>
    answered(view(request.tenant, distributionOf(request.tenant, request), true)),
  );

  api.delete<OfDistribution>('/distributions/:id', { config: { scopes: WRITE } }, async (request) => {
    const { distributions } = request.tenant;
    distributions.splice(distributions.indexOf(request.tenant.distribution(request.params.id)), 1);
    return answered();
  });

  for (const [path, requestType] of [
    ['reminders', 'Reminder'],
    ['thankyous', 'ThankYou'],
  ] as const) {
    api.post<OfDistribution>(`/distributions/:id/${path}`, { config: { scopes: WRITE } }, async (request) => {
      const parent = request.tenant.distribution(request.params.id);
      const distribution = followUpFrom(request.tenant, parent, requestType, request.body);
      request.tenant.distributions.push(distribution);
      return answered({ distributionId: distribution.id });
    });
  }
}

/** The one that a path and its `surveyId` name. Throws Refusal. */
export function distributionOf(tenant: Tenant, { params, query }: FastifyRequest<OfDistribution>): Distribution {
  requireKeys(query, ['surveyId']);
  const distribution = tenant.distribution(params.id);
  if (distribution.surveyId !== query.surveyId) throw new Refusal(404, 'GED_3', 'The distribution does not exist.');
  return distribution;
}

function filterOf(query: Query): (distribution: Distribution) => boolean {
  const { surveyId, distributionRequestType: type, mailingListId, sendStartDate, sendEndDate } = query;
  const from = momentOf(sendStartDate, 'sendStartDate') ?? Number.NEGATIVE_INFINITY;
  const until = momentOf(sendEndDate, 'sendEndDate') ?? Number.POSITIVE_INFINITY;
  return (distribution) =>
    distribution.surveyId === surveyId &&
    (type === undefined || distribution.requestType === type) &&
    (mailingListId === undefined || distribution.mailingListId === mailingListId) &&
    distribution.sendDate >= from &&
    distribution.sendDate <= until;
}

function momentOf(text: string | undefined, key: string): number | undefined {
  if (text === undefined) return undefined;
  const time = calendarTime(text);
  if (time === undefined) throw new Refusal(400, undefined, `Invalid ${key}.`);
  return time;
}
