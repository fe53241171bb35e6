import { Refusal } from '../../refusal.js';
import { textIn } from '../bodies.js';
import type { Tenant } from '../tenant.js';
import type { Recipient, Recipients } from './distribution.js';

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

/** Those whom the transactions of a batch are of, one for each transaction. Throws Refusal when there is no such batch. */
export function recipientsOfBatch(tenant: Tenant, batchId: string): Recipients {
  for (const { options, contacts } of tenant.directories) {
    const batch = tenant.transactions.batch(options.directoryId, batchId);
    if (!batch) continue;
    const recipients = tenant.transactions.inBatch(batch).flatMap((transaction) => {
      const contact = contacts.get(transaction.contactId);
      const lookupId = contact?.mailingLists.get(transaction.mailingListId)?.lookupId;
      return contact && lookupId ? [{ contact, lookupId, transactionId: transaction.transactionId }] : [];
    });
    return { mailingListId: null, contactId: null, recipients };
  }
  throw new Refusal(404, undefined, 'The transaction batch does not exist.');
}

function membersOf(tenant: Tenant, mailingListId: string): Recipient[] {
  const list = tenant.mailingLists.find((one) => one.mailingListId === mailingListId);
  const directory = tenant.directories.find(({ options }) => options.directoryId === list?.directoryId);
  if (!directory) throw new Refusal(404, undefined, 'The mailing list does not exist.');
  return directory.membersOf(mailingListId).map((contact) => {
    return { contact, lookupId: contact.mailingLists.get(mailingListId)?.lookupId ?? '', transactionId: null };
  });
}
