import type { FastifyInstance } from 'fastify';
import { historyView } from '../brand/distributions/distributionView.js';
import { linkView, listedRecipients } from '../brand/distributions/links.js';
import { answered } from '../http/answers.js';
import { page } from '../http/paging.js';
import { Refusal } from '../refusal.js';
import { distributionOf } from './distributions.js';

type OfDistribution = { Params: { id: string }; Querystring: Readonly<Record<string, string | undefined>> };

const SCOPES = ['read:distributions', 'manage:distributions'];

/** The links of a distribution, and what became of each recipient. */
export function addDistributionLinkRoutes(api: FastifyInstance): void {
  api.get<OfDistribution>(
    '/distributions/:id/links',
    { config: { scopes: SCOPES, kinds: ['links'] } },
    async (request) => {
      const distribution = distributionOf(request.tenant, request);
      // As reported: distributions of other kinds answer so.
      if (distribution.requestType !== 'GeneratedInvite') throw new Refusal(500, undefined, 'Internal Server Error');
      const listed = listedRecipients(distribution, request.tenant.behaviour, request.tenant.now());
      const { elements, nextPage } = page(request, listed, 100, 1000);
      return answered({ elements: elements.map((recipient) => linkView(distribution, recipient)), nextPage });
    },
  );

  api.get<OfDistribution>(
    '/distributions/:id/history',
    { config: { scopes: SCOPES, kinds: ['distributionHistory'] } },
    async (request) => {
      const distribution = request.tenant.distribution(request.params.id);
      const { elements, nextPage } = page(request, distribution.recipients, 100, 1000);
      const now = request.tenant.now();
      return answered({
        elements: elements.map((recipient) => historyView(distribution, recipient, now)),
        nextPage,
      });
    },
  );
}
