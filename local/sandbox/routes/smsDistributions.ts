import type { FastifyInstance, FastifyRequest } from 'fastify';
import { requireKeys } from '../brand/bodies.js';
import { smsFrom, smsView } from '../brand/distributions/sms.js';
import type { SmsDistribution } from '../brand/distributions/smsDistribution.js';
import { OWNER_ID, type Tenant } from '../brand/tenant.js';
import { answered } from '../http/answers.js';
import { page } from '../http/paging.js';
import { Refusal } from '../refusal.js';

type Query = { Querystring: Readonly<Record<string, string | undefined>> };
type OfSms = { Params: { id: string } } & Query;

const READ = ['read:distributions', 'manage:distributions'];
const WRITE = ['write:distributions', 'manage:distributions'];

/** Distributions by text message: create, list by survey, get, delete. */
export function addSmsDistributionRoutes(api: FastifyInstance): void {
  const read = { config: { scopes: READ, kinds: ['sms'] } };
  const write = { config: { scopes: WRITE, kinds: ['sms'] } };
  const view = ({ brandId, now }: Tenant, sms: SmsDistribution) =>
    smsView(sms, { ownerId: OWNER_ID, organizationId: brandId, now: now() });
  const smsOf = ({ tenant, params, query }: FastifyRequest<OfSms>): SmsDistribution => {
    requireKeys(query, ['surveyId']);
    const sms = tenant.smsDistributions.find(({ id, surveyId }) => id === params.id && surveyId === query.surveyId);
    if (!sms) throw new Refusal(404, 'GED_3', 'The distribution does not exist.');
    return sms;
  };

  api.post('/distributions/sms', write, async (request) => {
    const sms = smsFrom(request.tenant, request.body);
    request.tenant.smsDistributions.push(sms);
    return answered({ id: sms.id });
  });

  api.get<Query>('/distributions/sms', read, async (request) => {
    requireKeys(request.query, ['surveyId']);
    const all = request.tenant.smsDistributions.filter(({ surveyId }) => surveyId === request.query.surveyId);
    const { elements, nextPage } = page(request, all, 100, 100);
    return answered({ elements: elements.map((sms) => view(request.tenant, sms)), nextPage });
  });

  api.get<OfSms>('/distributions/sms/:id', read, async (request) => answered(view(request.tenant, smsOf(request))));

  api.delete<OfSms>('/distributions/sms/:id', write, async (request) => {
    const { smsDistributions } = request.tenant;
    smsDistributions.splice(smsDistributions.indexOf(smsOf(request)), 1);
    return answered();
  });
}
