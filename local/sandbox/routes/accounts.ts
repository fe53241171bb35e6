import type { FastifyInstance } from 'fastify';
import type { User } from '../brand/accounts.js';
import { invalidValue, keysOf, refuseOthers } from '../brand/bodies.js';
import type { Tenant } from '../brand/tenant.js';
import { answered } from '../http/answers.js';
import { type PagedByOffset, pageByOffset } from '../http/offsetPaging.js';
import { Refusal } from '../refusal.js';

type OfUser = { Params: { userId: string } };

const READ = ['read:users', 'manage:users'];
const WRITE = ['write:users', 'manage:users'];
const CHANGEABLE = ['firstName', 'lastName', 'email', 'language'] as const;

/** `GET /whoami`, and the users of the brand: list, get, update. */
export function addAccountRoutes(api: FastifyInstance): void {
  const userOf = ({ tenant, params: { userId } }: { tenant: Tenant; params: OfUser['Params'] }): User => {
    const user = tenant.users.find(({ id }) => id === userId);
    if (!user) throw new Refusal(404, undefined, 'The user does not exist.');
    return user;
  };

  api.get('/whoami', { config: { scopes: ['read:users'] } }, async ({ tenant }) => {
    const { id, username, userType, firstName, lastName, email, language } = tenant.user;
    return answered({
      brandId: tenant.brandId,
      userId: id,
      userName: username,
      accountType: userType,
      firstName,
      lastName,
      email,
      datacenter: 'sandbox',
      language,
    });
  });

  api.get<PagedByOffset & { Querystring: { username?: string } }>(
    '/users',
    { config: { scopes: READ } },
    async (request) => {
      const { username } = request.query;
      const users = request.tenant.users.filter((user) => username === undefined || user.username === username);
      const { elements, nextPage } = pageByOffset(request, users);
      return answered({ elements: elements.map(({ language: _, ...user }) => user), nextPage });
    },
  );

  api.get<OfUser>('/users/:userId', { config: { scopes: READ } }, async (request) =>
    answered({ ...userOf(request), organizationId: request.tenant.brandId }),
  );

  api.put<OfUser>('/users/:userId', { config: { scopes: WRITE } }, async (request) => {
    const user = userOf(request);
    const changes = keysOf(request.body);
    refuseOthers(changes, CHANGEABLE);
    const wrong = Object.keys(changes).find((key) => typeof changes[key] !== 'string');
    if (wrong !== undefined) throw invalidValue(wrong);
    Object.assign(user, changes);
    return answered();
  });
}
