import type { FastifyInstance, FastifyRequest } from 'fastify';
import { answered, Refusal } from '../envelope.js';
import type { Tenant } from '../tenant.js';

/** Documented once as default and maximum of this list. */
const DIRECTORIES_A_PAGE = 5;

type Paged = { Querystring: { pageSize?: string; skipToken?: string } };

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
      const lists = tenant.mailingLists.filter((list) => list.directoryId === request.params.directoryId);
      const elements = lists.map(({ mailingListId, name }) => ({ mailingListId, name, ownerId: 'UR_0SandboxUser001' }));
      return answered(page(request, elements, 100, 100));
    },
  );
}

/** A page of a list, with the complete address of the next one. */
export function page<T>(
  request: FastifyRequest,
  all: readonly T[],
  defaultSize: number,
  largest: number,
): { elements: T[]; nextPage: string | null } {
  const { pageSize, skipToken } = request.query as Paged['Querystring'];
  const size = pageSize === undefined ? defaultSize : Number(pageSize);
  if (!Number.isInteger(size) || size < 1 || size > largest) throw new Refusal(400, 'RP_9', 'Invalid pageSize.');
  const start = skipToken === undefined ? 0 : Number(Buffer.from(skipToken, 'base64').toString());
  if (!Number.isInteger(start)) throw new Refusal(400, 'RP_9', 'Invalid skipToken.');
  const elements = all.slice(start, start + size);
  if (start + size >= all.length) return { elements, nextPage: null };
  const next = new URL(request.url, `http://${request.headers.host}`);
  next.searchParams.set('skipToken', Buffer.from(String(start + size)).toString('base64'));
  return { elements, nextPage: next.href };
}
