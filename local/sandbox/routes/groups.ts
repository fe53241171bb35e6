import type { FastifyInstance } from 'fastify';
import type { Group } from '../brand/accounts.js';
import { keysOf, refuseOthers, requireKeys, textIn } from '../brand/bodies.js';
import type { Tenant } from '../brand/tenant.js';
import { answered } from '../http/answers.js';
import { type PagedByOffset, pageByOffset } from '../http/offsetPaging.js';
import { Refusal } from '../refusal.js';

type OfGroup = { Params: { groupId: string } };
type OfMember = { Params: { groupId: string; userId: string } };

const READ = ['read:groups', 'manage:groups'];
const WRITE = ['write:groups', 'manage:groups'];

/** Groups of users: list, create, get; their members: list, add, take out. */
export function addGroupRoutes(api: FastifyInstance): void {
  const groupOf = ({ tenant, params: { groupId } }: { tenant: Tenant; params: OfGroup['Params'] }): Group => {
    const group = tenant.groups.find(({ id }) => id === groupId);
    if (!group) throw new Refusal(404, undefined, 'The group does not exist.');
    return group;
  };
  const read = { config: { scopes: READ, kinds: ['groups'] } };
  const write = { config: { scopes: WRITE, kinds: ['groups'] } };

  api.get<PagedByOffset>('/groups', read, async (request) => {
    const { elements, nextPage } = pageByOffset(request, request.tenant.groups);
    return answered({ elements: elements.map(({ id, name }) => ({ id, name })), nextPage });
  });

  api.post('/groups', write, async (request) => {
    const body = keysOf(request.body);
    refuseOthers(body, ['type', 'name', 'divisionId']);
    requireKeys(body, ['type', 'name']);
    const id = request.tenant.random.id('GR_');
    const divisionId = body.divisionId === null || body.divisionId === undefined ? null : textIn(body, 'divisionId');
    const group = { id, name: textIn(body, 'name'), type: textIn(body, 'type'), divisionId };
    request.tenant.groups.push({ ...group, creationDate: request.tenant.now(), memberIds: new Set() });
    return answered({ id });
  });

  api.get<OfGroup>('/groups/:groupId', read, async (request) => {
    const { memberIds: _, creationDate, ...group } = groupOf(request);
    return answered({
      ...group,
      organizationId: request.tenant.brandId,
      creationDate: new Date(creationDate).toISOString(),
    });
  });

  api.get<OfGroup & PagedByOffset>('/groups/:groupId/members', read, async (request) => {
    const { memberIds } = groupOf(request);
    const members = request.tenant.users.filter(({ id }) => memberIds.has(id)).map(({ id }) => ({ userId: id }));
    return answered(pageByOffset(request, members));
  });

  api.post<OfGroup>('/groups/:groupId/members', write, async (request) => {
    const group = groupOf(request);
    const body = keysOf(request.body);
    refuseOthers(body, ['userId']);
    requireKeys(body, ['userId']);
    const userId = textIn(body, 'userId');
    if (!request.tenant.users.some(({ id }) => id === userId))
      throw new Refusal(404, undefined, 'The user does not exist.');
    group.memberIds.add(userId);
    return answered();
  });

  api.delete<OfMember>('/groups/:groupId/members/:userId', write, async (request) => {
    const isThere = groupOf(request).memberIds.delete(request.params.userId);
    if (!isThere) throw new Refusal(404, undefined, 'The user is not in the group.');
    return answered();
  });
}
