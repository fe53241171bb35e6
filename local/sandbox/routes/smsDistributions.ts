import type { FastifyInstance, FastifyRequest } from 'fastify';
import { requireKeys } from '../brand/bodies.js';
import { type SmsDistribution, smsFrom, smsView } from '../brand/distributions/sms.js';
import { OWNER_ID, type Tenant } from '../brand/tenant.js';
import { answered } from '../http/answers.js';
import { page } from '../http/paging.js';
import { Refusal } from '../refusal.js';

type Query = { Querystring: Readonly<Record<string, string | undefined>> };
type OfSms = { Params: { id: string } } & Query;

const READ = ['read:distributions', 'manage:distributions'];
const WRITE = ['write:distributions', 'manage:distributions'];

/** Distributions by text message: create, list by survey, get, delete. */
export function addSmsDistributionRoutes(api: FastifyInstance, tenant: Tenant): void {
  const read = { config: { scopes: READ, kinds: ['sms'] } };
  const write = { config: { scopes: WRITE, kinds: ['sms'] } };
  const { smsDistributions } = tenant;
  const view = (sms: SmsDistribution) =>
    smsView(sms, { ownerId: OWNER_ID, organizationId: tenant.brandId, now: tenant.now() });
  const smsOf = ({ params, query }: FastifyRequest<OfSms>): SmsDistribution => {
    requireKeys(query, ['surveyId']);
    const sms = smsDistributions.find(({ id, surveyId }) => id === params.id && surveyId === query.surveyId);
    if (!sms) throw new Refusal(404, 'GED_3', 'The distribution does not exist.');
    return sms;
  };

  api.post('/distributions/sms', write, async (request) => {
    const sms = smsFrom(tenant, request.body);
    smsDistributions.push(sms);
    return answered({ id: sms.id });
  });

  api.get<Query>('/distributions/sms', read, async (request) => {
    requireKeys(request.query, ['surveyId']);
    const all = smsDistributions.filter(({ surveyId }) => surveyId === request.query.surveyId);
    const { elements, nextPage } = page(request, all, 100, 100);
    return answered({ elements: elements.map(view), nextPage });
  });

  api.get<OfSms>('/distributions/sms/:id', read, async (request) => answered(view(smsOf(request))));

  api.delete<OfSms>('/distributions/sms/:id', write, async (request) => {
    smsDistributions.splice(smsDistributions.indexOf(smsOf(request)), 1);
    return answered();
  });
}
