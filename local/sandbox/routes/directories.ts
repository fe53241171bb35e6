import type { FastifyInstance } from 'fastify';
import { answered } from '../http/answers.js';
import { type Paged, page } from '../http/paging.js';

/** Documented once as default and maximum of this list. */
const DIRECTORIES_A_PAGE = 5;

/** `GET /directories`. */
export function addDirectoryRoutes(api: FastifyInstance): void {
  api.get<Paged>(
    '/directories',
    { config: { scopes: ['read:directories', 'manage:directories'] } },
    async (request) => {
      const all = request.tenant.directories.map(({ options, contacts, deduplicationCriteria }) => ({
        directoryId: options.directoryId,
        name: options.name,
        contactCount: contacts.size,
        isDefault: options.isDefault ?? false,
        deduplicationCriteria,
      }));
      return answered(page(request, all, DIRECTORIES_A_PAGE, DIRECTORIES_A_PAGE));
    },
  );
}
