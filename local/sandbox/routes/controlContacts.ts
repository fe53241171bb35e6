import type { FastifyInstance } from 'fastify';
import { addNewContacts } from '../brand/demoContacts.js';
import type { DeduplicationCriteria } from '../brand/duplicates.js';
import { holdings } from './holdings.js';

interface NewContacts {
  readonly directoryId: string;
  readonly count?: number;
}

const MAX_AT_ONCE = 10_000;
const NEW_CONTACTS = {
  type: 'object',
  required: ['directoryId'],
  additionalProperties: false,
  properties: { directoryId: { type: 'string' }, count: { type: 'integer', minimum: 1, maximum: MAX_AT_ONCE } },
};

const CRITERIA = {
  email: { type: 'boolean' },
  firstName: { type: 'boolean' },
  lastName: { type: 'boolean' },
  externalDataReference: { type: 'boolean' },
  phone: { type: 'boolean' },
} satisfies Record<keyof DeduplicationCriteria, object>;

const DIRECTORY = {
  type: 'object',
  required: ['deduplicationCriteria'],
  additionalProperties: false,
  properties: { deduplicationCriteria: { type: 'object', additionalProperties: false, properties: CRITERIA } },
};

/** `POST /sandbox/contacts` adds contacts; `PATCH /sandbox/directories/{directoryId}` says which of them are the same. */
export function addControlOfContacts(server: FastifyInstance): void {
  const config = { isControl: true };

  server.post<{ Body: NewContacts }>(
    '/sandbox/contacts',
    { config, schema: { body: NEW_CONTACTS } },
    async (request) => {
      const { directoryId, count = 1 } = request.body;
      return { contactIds: addNewContacts(request.tenant, request.tenant.directory(directoryId), count) };
    },
  );

  server.patch<{ Params: { directoryId: string }; Body: { deduplicationCriteria: DeduplicationCriteria } }>(
    '/sandbox/directories/:directoryId',
    { config, schema: { body: DIRECTORY } },
    async (request) => {
      request.tenant.directory(request.params.directoryId).deduplicationCriteria = request.body.deduplicationCriteria;
      return holdings(request.tenant);
    },
  );
}
