import type { FastifyInstance } from 'fastify';
import type { MailingList } from '../brand/records.js';
import type { Tenant } from '../brand/tenant.js';
import { answered } from '../http/answers.js';
import { type Paged, page } from '../http/paging.js';
import { Refusal } from '../refusal.js';

type InDirectory = { Params: { directoryId: string } };
type OfList = { Params: { directoryId: string; mailingListId: string } };

const READ = ['read:mailing_lists', 'manage:mailing_lists'];
const WRITE = ['write:mailing_lists', 'manage:mailing_lists'];
const MAX_NAME = 100;

interface ListInput {
  readonly name?: string;
  readonly ownerId?: string;
}

/** Mailing lists of a directory: list, create, get, update, delete. */
export function addMailingListRoutes(api: FastifyInstance): void {
  const asList = (tenant: Tenant, { directoryId, ...list }: MailingList) => ({
    ...list,
    contactCount: tenant.directory(directoryId).members.count(list.mailingListId),
  });

  api.get<InDirectory & Paged & { Querystring: { ownerId?: string } }>(
    '/directories/:directoryId/mailinglists',
    { config: { scopes: READ, kinds: ['readMailingLists'] } },
    async (request) => {
      const { directoryId } = request.tenant.directory(request.params.directoryId).options;
      const { ownerId } = request.query;
      const lists = request.tenant.mailingLists.filter(
        (list) => list.directoryId === directoryId && (ownerId === undefined || list.ownerId === ownerId),
      );
      const { elements, nextPage } = page(request, lists, 100, 1000);
      return answered({ elements: elements.map((list) => asList(request.tenant, list)), nextPage });
    },
  );

  api.post<InDirectory>(
    '/directories/:directoryId/mailinglists',
    { config: { scopes: WRITE, kinds: ['writeMailingLists'] } },
    async (request) => {
      const { directoryId } = request.tenant.directory(request.params.directoryId).options;
      const { name, ...others } = readList(request.body, ['name', 'ownerId', 'prioritizeListMetadata']);
      if (name === undefined) throw new Refusal(400, 'RP_10', 'Expected param not found: name');
      return answered({ id: request.tenant.addMailingList({ directoryId, name, ...others }).mailingListId });
    },
  );

  api.get<OfList>(
    '/directories/:directoryId/mailinglists/:mailingListId',
    { config: { scopes: READ, kinds: ['readMailingLists'] } },
    async (request) => answered(asList(request.tenant, listOf(request.tenant, request.params))),
  );

  api.put<OfList>(
    '/directories/:directoryId/mailinglists/:mailingListId',
    { config: { scopes: WRITE, kinds: ['writeMailingLists'] } },
    async (request) => {
      const list = listOf(request.tenant, request.params);
      const { name } = readList(request.body, ['name']);
      if (name === undefined) throw new Refusal(400, 'RP_10', 'Expected param not found: name');
      Object.assign(list, { name, lastModifiedDate: request.tenant.now() });
      return answered();
    },
  );

  api.delete<OfList>(
    '/directories/:directoryId/mailinglists/:mailingListId',
    { config: { scopes: WRITE, kinds: ['writeMailingLists'] } },
    async (request) => {
      request.tenant.deleteMailingList(listOf(request.tenant, request.params));
      return answered();
    },
  );
}

function listOf(tenant: Tenant, { directoryId, mailingListId }: OfList['Params']): MailingList {
  return tenant.mailingList(directoryId, mailingListId);
}

function readList(body: unknown, keys: readonly string[]): ListInput {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new Refusal(400, 'RP_10', 'Expected param not found: name');
  }
  const { name, ownerId, prioritizeListMetadata, ...others } = body as Record<string, unknown>;
  const unknown = Object.keys(body).find((key) => !keys.includes(key) || key in others);
  if (unknown) throw new Refusal(400, 'RP_9', `Unexpected json key provided: ${unknown}`);
  if (name !== undefined && (typeof name !== 'string' || name.trim() === '' || name.length > MAX_NAME)) {
    throw new Refusal(400, 'RP_9', 'Invalid name.');
  }
  if (ownerId !== undefined && typeof ownerId !== 'string') throw new Refusal(400, 'RP_9', 'Invalid ownerId.');
  if (prioritizeListMetadata !== undefined && typeof prioritizeListMetadata !== 'boolean') {
    throw new Refusal(400, 'RP_9', 'Invalid prioritizeListMetadata.');
  }
  return { ...(name === undefined ? {} : { name }), ...(ownerId === undefined ? {} : { ownerId }) };
}
