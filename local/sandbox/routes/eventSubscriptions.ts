import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { EventSubscription } from '../brand/events/eventSubscriptions.js';
import { answered } from '../http/answers.js';
import { type PagedByOffset, pageByOffset } from '../http/offsetPaging.js';
import { Refusal } from '../refusal.js';

type OfSubscription = { Params: { id: string } };

const READ = ['read:subscriptions', 'manage:subscriptions'];
const WRITE = ['write:subscriptions', 'manage:subscriptions'];

/** Subscriptions to events: create, list, get, delete; for brand administrators only. */
export function addEventSubscriptionRoutes(api: FastifyInstance): void {
  const mustBeAdministrator = async ({ tenant }: FastifyRequest): Promise<void> => {
    if (tenant.behaviour.isBrandAdministrator) return;
    throw new Refusal(403, 'AuthZ_2.0', 'This user does not have access to this API endpoint.');
  };
  const preHandler = mustBeAdministrator;

  api.post(
    '/eventsubscriptions',
    { preHandler, config: { scopes: WRITE, kinds: ['createSubscription'] } },
    async (request) => answered({ id: request.tenant.events.create(request.body).id }),
  );

  api.get<PagedByOffset>(
    '/eventsubscriptions',
    { preHandler, config: { scopes: READ, kinds: ['listSubscriptions'] } },
    async (request) => answered(pageByOffset(request, request.tenant.events.all.map(told))),
  );

  api.get<OfSubscription>(
    '/eventsubscriptions/:id',
    { preHandler, config: { scopes: READ, kinds: ['getSubscription'] } },
    async (request) => answered(told(request.tenant.events.get(request.params.id))),
  );

  api.delete<OfSubscription>(
    '/eventsubscriptions/:id',
    { preHandler, config: { scopes: WRITE, kinds: ['deleteSubscription'] } },
    async (request) => {
      request.tenant.events.delete(request.params.id);
      return answered();
    },
  );
}

/** Without the shared key. */
function told({ id, topics, publicationUrl, encrypted, successfulCalls }: EventSubscription): object {
  return { id, scope: 'brand', topics, publicationUrl, encrypted, successfulCalls };
}
