import type { FastifyInstance } from 'fastify';
import { lastBounce } from '../brand/contactHistory.js';
import type { StoredContact } from '../brand/records.js';
import type { Tenant } from '../brand/tenant.js';
import { answered } from '../http/answers.js';
import { type Paged, pageBySerial } from '../http/paging.js';
import { sinceOf } from './contacts.js';
import { asWholeMember } from './contactViews.js';

type OfList = { Params: { directoryId: string; mailingListId: string } };
type Since = Paged & { Querystring: { since?: string } };

const READ = ['read:mailing_list_contacts', 'manage:mailing_list_contacts'];

type MomentOf = (tenant: Tenant, contact: StoredContact, mailingListId: string) => number | undefined;

/** Contacts of a mailing list that opted out, or whose mails came back. */
export function addUnreachableContactRoutes(api: FastifyInstance): void {
  /** When it happened to a contact of the list, by the end of the path; ms since 1970, or nothing. */
  const events: Readonly<Record<string, MomentOf>> = {
    optedOutContacts: (_tenant, { mailingLists }, mailingListId) => {
      const membership = mailingLists.get(mailingListId);
      return membership?.unsubscribed ? (membership.unsubscribeDate ?? 0) : undefined;
    },
    bouncedContacts: lastBounce,
  };

  for (const [path, momentOf] of Object.entries(events)) {
    api.get<OfList & Since>(
      `/directories/:directoryId/mailinglists/:mailingListId/${path}`,
      { config: { scopes: READ, kinds: ['readMailingLists'] } },
      async (request) => {
        const { directoryId, mailingListId } = request.params;
        request.tenant.mailingList(directoryId, mailingListId);
        const since = sinceOf(request.query.since);
        const found = request.tenant
          .directory(directoryId)
          .membersOf(mailingListId)
          .filter((contact) => (momentOf(request.tenant, contact, mailingListId) ?? Number.NEGATIVE_INFINITY) >= since);
        const { elements, nextPage } = pageBySerial(request, found, 100, 1000);
        return answered({
          elements: elements.map((one) => asWholeMember(one, mailingListId, request.tenant)),
          nextPage,
        });
      },
    );
  }
}
