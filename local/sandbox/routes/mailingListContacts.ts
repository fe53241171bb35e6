import type { FastifyInstance } from 'fastify';
import { readContact } from '../brand/contactInput.js';
import { addToList, memberOf, removeFromList, updateInList } from '../brand/contactWrites.js';
import type { Tenant } from '../brand/tenant.js';
import { answered } from '../http/answers.js';
import { type Paged, pageBySerial } from '../http/paging.js';
import { asMember, asWholeMember } from './contactViews.js';

type OfList = { Params: { directoryId: string; mailingListId: string } };
type OfMember = { Params: OfList['Params'] & { contactId: string } };

const READ = ['read:mailing_list_contacts', 'manage:mailing_list_contacts'];
const WRITE = ['write:mailing_list_contacts', 'manage:mailing_list_contacts'];

/** Documented as default and maximum of this list. */
const CONTACTS_A_PAGE = 50;

const PATH = '/directories/:directoryId/mailinglists/:mailingListId';

/** Contacts of a mailing list: list, add, get, update, take out. */
export function addMailingListContactRoutes(api: FastifyInstance): void {
  /** The directory; throws Refusal when it has no such list. */
  const directoryOf = ({ tenant, params }: { tenant: Tenant; params: OfList['Params'] }) => {
    const { directoryId, mailingListId } = params;
    tenant.mailingList(directoryId, mailingListId);
    return tenant.directory(directoryId);
  };
  const read = { config: { scopes: READ, kinds: ['readMailingLists'] } };
  const write = { config: { scopes: WRITE, kinds: ['writeMailingLists'] } };

  api.get<OfList & Paged & { Querystring: { includeEmbedded?: string } }>(`${PATH}/contacts`, read, async (request) => {
    const { mailingListId } = request.params;
    const members = directoryOf(request).membersOf(mailingListId);
    const { elements, nextPage } = pageBySerial(request, members, CONTACTS_A_PAGE, CONTACTS_A_PAGE);
    const isEmbedded = request.query.includeEmbedded === 'true';
    return answered({ elements: elements.map((one) => asMember(one, mailingListId, isEmbedded)), nextPage });
  });

  api.post<OfList>(`${PATH}/contacts`, write, async (request) => {
    const { mailingListId } = request.params;
    const directory = directoryOf(request);
    const input = readContact(request.body, request.tenant.behaviour, ['privateEmbeddedData']);
    const { contact } = addToList(directory, mailingListId, input);
    return answered({ id: contact.id, contactLookupId: contact.mailingLists.get(mailingListId)?.lookupId });
  });

  api.get<OfMember>(`${PATH}/contacts/:contactId`, read, async (request) => {
    const { mailingListId, contactId } = request.params;
    const { contact } = memberOf(directoryOf(request), mailingListId, contactId);
    return answered(asWholeMember(contact, mailingListId, request.tenant));
  });

  api.put<OfMember>(`${PATH}/contacts/:contactId`, write, async (request) => {
    const { mailingListId, contactId } = request.params;
    const input = readContact(request.body, request.tenant.behaviour, ['privateEmbeddedData']);
    updateInList(directoryOf(request), mailingListId, contactId, input);
    return answered();
  });

  api.delete<OfMember>(`${PATH}/contacts/:contactId`, write, async (request) => {
    const { mailingListId, contactId } = request.params;
    removeFromList(directoryOf(request), mailingListId, contactId);
    return answered();
  });
}
