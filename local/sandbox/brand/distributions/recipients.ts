import { Refusal } from '../../refusal.js';
import { textIn } from '../bodies.js';
import type { Tenant } from '../tenant.js';
import type { Distribution, Recipient } from './distribution.js';

type Recipients = Pick<Distribution, 'mailingListId' | 'contactId' | 'recipients'>;

/** All contacts of a mailing list, or the one whose lookup id `contactId` is. Throws Refusal when there are none. */
export function recipientsIn(tenant: Tenant, body: Readonly<Record<string, unknown>>): Recipients {
  const mailingListId = textIn(body, 'mailingListId');
  const all = membersOf(tenant, mailingListId);
  if (body.contactId === undefined) return { mailingListId, contactId: null, recipients: all };
  const contactId = textIn(body, 'contactId');
  const recipients = all.filter(({ lookupId }) => lookupId === contactId);
  if (recipients.length === 0) {
    throw new Refusal(404, undefined, 'The contact does not exist in the mailing list: its lookup id is expected.');
  }
  return { mailingListId, contactId, recipients };
}

function membersOf(tenant: Tenant, mailingListId: string): Recipient[] {
  const list = tenant.mailingLists.find((one) => one.mailingListId === mailingListId);
  const directory = tenant.directories.find(({ options }) => options.directoryId === list?.directoryId);
  if (!directory) throw new Refusal(404, undefined, 'The mailing list does not exist.');
  return directory.membersOf(mailingListId).map((contact) => {
    return { contact, lookupId: contact.mailingLists.get(mailingListId)?.lookupId ?? '' };
  });
}
