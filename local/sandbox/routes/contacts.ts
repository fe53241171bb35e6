import type { FastifyInstance } from 'fastify';
import { calendarTime } from '../brand/calendar.js';
import { readContact } from '../brand/contactInput.js';
import { createContact, updateContact } from '../brand/contactWrites.js';
import type { Tenant } from '../brand/tenant.js';
import { answered } from '../http/answers.js';
import { type Paged, pageBySerial } from '../http/paging.js';
import { Refusal } from '../refusal.js';
import { asContact, asListed, asOptedOut } from './contactViews.js';

type InDirectory = { Params: { directoryId: string } };
type OfContact = { Params: { directoryId: string; contactId: string } };

const READ = ['read:directory_contacts', 'manage:directory_contacts'];
const WRITE = ['write:directory_contacts', 'manage:directory_contacts'];

/** Larger pages than the 100 that are advised have been used. */
const MAX_PAGE = 1000;

/** Contacts of a directory: list, get, create, update, delete. */
export function addContactRoutes(api: FastifyInstance): void {
  const listable = ({ tenant, params }: { tenant: Tenant; params: InDirectory['Params'] }) => {
    const directory = tenant.directory(params.directoryId);
    if (directory.options.isLite) {
      throw new Refusal(403, 'AuthZ_2.0', 'This user does not have access to this API endpoint.');
    }
    return directory;
  };

  api.get<InDirectory & Paged>('/directories/:directoryId/contacts', { config: { scopes: READ } }, async (request) => {
    const { elements, nextPage } = pageBySerial(request, listable(request).all(), 100, MAX_PAGE);
    return answered({ elements: elements.map(asListed), nextPage });
  });

  api.get<InDirectory & Paged & { Querystring: { since?: string } }>(
    '/directories/:directoryId/contacts/optedOutContacts',
    { config: { scopes: READ } },
    async (request) => {
      const since = sinceOf(request.query.since);
      const optedOut = listable(request)
        .all()
        .filter((contact) => contact.unsubscribed && (contact.unsubscribeDate ?? 0) >= since);
      const { elements, nextPage } = pageBySerial(request, optedOut, 100, MAX_PAGE);
      return answered({ elements: elements.map(asOptedOut), nextPage });
    },
  );

  api.post<InDirectory>(
    '/directories/:directoryId/contacts',
    { config: { scopes: WRITE, kinds: ['createContact'] } },
    async (request) => {
      const directory = request.tenant.directory(request.params.directoryId);
      const { id } = createContact(directory, readContact(request.body, request.tenant.behaviour));
      return answered({ id });
    },
  );

  api.get<OfContact>('/directories/:directoryId/contacts/:contactId', { config: { scopes: READ } }, async (request) => {
    const { directoryId, contactId } = request.params;
    return answered(asContact(request.tenant.directory(directoryId).get(contactId), request.tenant));
  });

  api.put<OfContact>(
    '/directories/:directoryId/contacts/:contactId',
    { config: { scopes: WRITE, kinds: ['updateContact'] } },
    async (request) => {
      const { directoryId, contactId } = request.params;
      const directory = request.tenant.directory(directoryId);
      directory.get(contactId);
      updateContact(directory, contactId, readContact(request.body, request.tenant.behaviour));
      return answered();
    },
  );

  api.delete<OfContact>(
    '/directories/:directoryId/contacts/:contactId',
    { config: { scopes: WRITE, kinds: ['deleteContact'] } },
    async (request) => {
      const { directoryId, contactId } = request.params;
      request.tenant.directory(directoryId).delete(contactId);
      return answered();
    },
  );
}

/** A moment from which on something is asked for; ms since 1970. */
export function sinceOf(text: string | undefined): number {
  const since = text === undefined ? 0 : calendarTime(text);
  if (since === undefined) throw new Refusal(400, undefined, 'Invalid since.');
  return since;
}
