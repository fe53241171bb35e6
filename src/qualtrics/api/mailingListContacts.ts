import { apiPath } from '../client/apiUrl.js';
import type { QualtricsClient } from '../client/client.js';
import type { Repeat } from '../client/retry.js';
import type { ContactInput } from './contacts.js';

const WRITE = 'write:mailing_list_contacts or manage:mailing_list_contacts';

/**
 * Puts a contact into a mailing list, and gives the id it has in the directory. There is no "add this contact": where
 * the directory deduplicates by what is sent, the contact that has it is changed and added; otherwise a new one is
 * created, whether or not it is there already. So sending it again is safe in the first case only (`repeat`).
 * Throws QualtricsError.
 */
export async function createListContact(
  client: QualtricsClient,
  list: { readonly directoryId: string; readonly mailingListId: string },
  contact: ContactInput,
  repeat: Repeat,
): Promise<string> {
  const path = apiPath`/directories/${list.directoryId}/mailinglists/${list.mailingListId}/contacts`;
  return client.createdId({ method: 'POST', path, body: contact, repeat, scope: WRITE }, 'id');
}
