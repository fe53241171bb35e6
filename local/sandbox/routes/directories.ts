import type { FastifyInstance } from 'fastify';
import type { Tenant } from '../brand/tenant.js';
import { answered } from '../http/answers.js';
import { type Paged, page } from '../http/paging.js';

/** Documented once as default and maximum of this list. */
const DIRECTORIES_A_PAGE = 5;

/** `GET /whoami`, `GET /directories` and the mailing lists of a directory. */
export function addDirectoryRoutes(api: FastifyInstance, tenant: Tenant): void {
  api.get('/whoami', { config: { scopes: ['read:users'] } }, async () =>
    answered({
      brandId: tenant.brandId,
      userId: 'UR_0SandboxUser001',
      userName: 'demo@example.com',
      accountType: 'UT_BRANDADMIN',
      firstName: 'Demo',
      lastName: 'User',
      email: 'demo@example.com',
      datacenter: 'sandbox',
      language: 'en',
    }),
  );

  api.get<Paged>(
    '/directories',
    { config: { scopes: ['read:directories', 'manage:directories'] } },
    async (request) => {
      const all = tenant.directories.map(({ options, contacts }) => ({
        directoryId: options.directoryId,
        name: options.name,
        contactCount: contacts.size,
        isDefault: options.isDefault ?? false,
        deduplicationCriteria: {
          email: true,
          firstName: false,
          lastName: false,
          externalDataReference: false,
          phone: false,
        },
      }));
      return answered(page(request, all, DIRECTORIES_A_PAGE, DIRECTORIES_A_PAGE));
    },
  );

  api.get<Paged & { Params: { directoryId: string } }>(
    '/directories/:directoryId/mailinglists',
    { config: { scopes: ['read:mailing_lists', 'manage:mailing_lists'] } },
    async (request) => {
      const { directoryId } = tenant.directory(request.params.directoryId).options;
      const lists = tenant.mailingLists.filter((list) => list.directoryId === directoryId);
      const elements = lists.map(({ mailingListId, name }) => ({ mailingListId, name, ownerId: 'UR_0SandboxUser001' }));
      return answered(page(request, elements, 100, 100));
    },
  );
}
