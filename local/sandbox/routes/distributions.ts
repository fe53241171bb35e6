import type { FastifyInstance } from 'fastify';
import type { Tenant } from '../brand/tenant.js';
import { answered } from '../http/answers.js';
import { page } from '../http/paging.js';
import { Refusal } from '../refusal.js';

const KEYS = ['surveyId', 'linkType', 'description', 'action', 'expirationDate', 'mailingListId'];
const SCOPES = ['write:distributions', 'manage:distributions'];

/** Distributions that generate links without sending them, and those links. */
export function addDistributionRoutes(api: FastifyInstance, tenant: Tenant): void {
  api.post<{ Body: Record<string, unknown> | undefined }>(
    '/distributions',
    { config: { scopes: SCOPES } },
    async (request) => {
      const body = request.body ?? {};
      const unexpected = Object.keys(body).find((key) => !KEYS.includes(key));
      if (unexpected) throw new Refusal(400, 'RP_9', `Unexpected json key provided: ${unexpected}`);
      const missing = ['surveyId', 'linkType', 'description', 'action', 'mailingListId'].find((key) => !body[key]);
      if (missing) throw new Refusal(400, 'RP_10', `Missing json key: ${missing}`);
      if (body.action !== 'CreateDistribution') throw new Refusal(400, 'RP_9', 'Invalid action.');
      if (!['Individual', 'Multiple', 'Anonymous'].includes(String(body.linkType))) {
        throw new Refusal(400, 'RP_9', 'Invalid linkType.');
      }
      const { expirationDate } = body;
      const isDate = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}Z| \d{2}:\d{2}:\d{2})$/;
      if (expirationDate !== undefined && !isDate.test(String(expirationDate))) {
        throw new Refusal(400, 'RP_9', 'Invalid expirationDate.');
      }
      const survey = tenant.surveys.find(({ id }) => id === body.surveyId);
      if (!survey) throw new Refusal(404, 'GSI_2', 'The survey does not exist.');
      if (!survey.isActive) throw new Refusal(400, 'GED_1', 'The survey is not active.');
      if (!tenant.mailingLists.some((list) => list.mailingListId === body.mailingListId)) {
        throw new Refusal(404, 'GED_3', 'The mailing list does not exist.');
      }
      const id = tenant.random.id('EMD_');
      tenant.distributions.push({
        id,
        surveyId: survey.id,
        linkType: String(body.linkType),
        description: String(body.description),
        expirationDate: expirationDate === undefined ? undefined : String(expirationDate),
        mailingListId: String(body.mailingListId),
      });
      return answered({ id });
    },
  );

  api.get<{ Params: { id: string }; Querystring: { surveyId?: string } }>(
    '/distributions/:id/links',
    { config: { scopes: ['read:distributions', 'manage:distributions'] } },
    async (request) => {
      const distribution = tenant.distributions.find(({ id }) => id === request.params.id);
      if (!distribution || distribution.surveyId !== request.query.surveyId) {
        throw new Refusal(404, 'GED_3', 'The distribution does not exist.');
      }
      const contacts = tenant.directories
        .flatMap((directory) => [...directory.contacts.values()])
        .filter((contact) => contact.mailingLists.has(distribution.mailingListId));
      const links = contacts.map((contact) => ({
        contactId: contact.id,
        transactionId: null,
        link: `https://sandbox.qualtrics.com/jfe/form/${distribution.surveyId}?Q_DL=${contact.id}`,
        exceededContactFrequency: false,
        linkExpiration: distribution.expirationDate ?? null,
        status: 'Email not sent',
        firstName: contact.firstName,
        lastName: contact.lastName,
        externalDataReference: contact.extRef,
        email: contact.email,
        unsubscribed: contact.unsubscribed,
      }));
      return answered(page(request, links, 100, 100));
    },
  );
}
