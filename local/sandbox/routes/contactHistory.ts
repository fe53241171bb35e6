import type { FastifyInstance } from 'fastify';
import { emailHistory, responseHistory } from '../brand/contactHistory.js';
import { memberOf } from '../brand/contactWrites.js';
import type { Tenant } from '../brand/tenant.js';
import { answered } from '../http/answers.js';
import { type PagedByOffset, pageByOffset } from '../http/offsetPaging.js';
import { Refusal } from '../refusal.js';

type OfContact = { Params: { directoryId: string; contactId: string }; Querystring: { type?: string } };
type OfMember = { Params: OfContact['Params'] & { mailingListId: string }; Querystring: { type?: string } };

const READ = ['read:directory_contacts', 'manage:directory_contacts'];
const READ_MEMBER = ['read:mailing_list_contacts', 'manage:mailing_list_contacts'];
type History = (tenant: Tenant, contactId: string, mailingListId?: string) => readonly object[];

const HISTORIES: Readonly<Record<'email' | 'response', History>> = { email: emailHistory, response: responseHistory };

/** What was mailed to a contact, and what it answered: in a directory, or by one of its mailing lists. */
export function addContactHistoryRoutes(api: FastifyInstance): void {
  api.get<OfContact & PagedByOffset>(
    '/directories/:directoryId/contacts/:contactId/history',
    { config: { scopes: READ } },
    async (request) => {
      const { directoryId, contactId } = request.params;
      request.tenant.directory(directoryId).get(contactId);
      return answered(pageByOffset(request, historyOf(request.query)(request.tenant, contactId)));
    },
  );

  api.get<OfMember & PagedByOffset>(
    '/directories/:directoryId/mailinglists/:mailingListId/contacts/:contactId/history',
    { config: { scopes: READ_MEMBER } },
    async (request) => {
      const { directoryId, mailingListId, contactId } = request.params;
      request.tenant.mailingList(directoryId, mailingListId);
      memberOf(request.tenant.directory(directoryId), mailingListId, contactId);
      return answered(pageByOffset(request, historyOf(request.query)(request.tenant, contactId, mailingListId)));
    },
  );
}

function historyOf({ type }: { readonly type?: string }) {
  if (type !== 'email' && type !== 'response') throw new Refusal(400, undefined, 'Invalid type.');
  return HISTORIES[type];
}
