import type { FastifyInstance } from 'fastify';
import type { EventSubscription } from '../brand/events/eventSubscriptions.js';
import type { Tenant } from '../brand/tenant.js';
import { answered } from '../http/answers.js';
import { type PagedByOffset, pageByOffset } from '../http/offsetPaging.js';
import { Refusal } from '../refusal.js';

type OfSubscription = { Params: { id: string } };

const READ = ['read:subscriptions', 'manage:subscriptions'];
const WRITE = ['write:subscriptions', 'manage:subscriptions'];

/** Subscriptions to events: create, list, get, delete; for brand administrators only. */
export function addEventSubscriptionRoutes(api: FastifyInstance, tenant: Tenant): void {
  const mustBeAdministrator = async (): Promise<void> => {
    if (tenant.behaviour.isBrandAdministrator) return;
    throw new Refusal(403, 'AuthZ_2.0', 'This user does not have access to this API endpoint.');
  };
  const preHandler = mustBeAdministrator;

  api.post(
    '/eventsubscriptions',
    { preHandler, config: { scopes: WRITE, kinds: ['createSubscription'] } },
    async (request) => answered({ id: tenant.events.create(request.body).id }),
  );

  api.get<PagedByOffset>(
    '/eventsubscriptions',
    { preHandler, config: { scopes: READ, kinds: ['listSubscriptions'] } },
    async (request) => answered(pageByOffset(request, tenant.events.all.map(told))),
  );

  api.get<OfSubscription>(
    '/eventsubscriptions/:id',
    { preHandler, config: { scopes: READ, kinds: ['getSubscription'] } },
    async (request) => answered(told(tenant.events.get(request.params.id))),
  );

  api.delete<OfSubscription>(
    '/eventsubscriptions/:id',
    { preHandler, config: { scopes: WRITE, kinds: ['deleteSubscription'] } },
    async (request) => {
      tenant.events.delete(request.params.id);
      return answered();
    },
  );
}

/** Without the shared key. */
function told({ id, topics, publicationUrl, encrypted, successfulCalls }: EventSubscription): object {
  return { id, scope: 'brand', topics, publicationUrl, encrypted, successfulCalls };
}
