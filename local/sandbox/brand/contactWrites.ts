import { Refusal } from '../refusal.js';
import type { ContactDirectory } from './contactDirectory.js';
import type { ContactInput } from './contactInput.js';
import { newMembership } from './membership.js';
import type { Membership, StoredContact } from './records.js';

type Changes = Partial<Omit<StoredContact, 'id' | 'serial'>>;

/** What writing a contact did. */
export interface Written {
  readonly contact: StoredContact;
  readonly outcome: 'added' | 'updated';
}

/** Creates a contact in a directory; merges into the one that is there only if the brand is told to. */
export function createContact(directory: ContactDirectory, input: ContactInput): StoredContact {
  const there = directory.options.behaviour.mergesOnCreate ? directory.duplicateOf(input.fields) : undefined;
  if (there) return directory.update(there.id, merged(there, input));
  return directory.create({ ...input.fields, ...embedded(input), ...unsubscribed(directory, input) });
}

/** Changes a contact in a directory; keys left out stay. */
export function updateContact(directory: ContactDirectory, id: string, input: ContactInput): StoredContact {
  const before = directory.get(id);
  return directory.update(id, {
    ...input.fields,
    ...updatedData(directory, before, input),
    ...unsubscribed(directory, input),
  });
}

/**
 * Puts a contact into a mailing list. One that the directory takes for the same is changed and added: what is given
 * takes the place of what is stored, blank values overwrite nothing. Else a contact is created.
 */
export function addToList(directory: ContactDirectory, mailingListId: string, input: ContactInput): Written {
  const there = directory.duplicateOf(input.fields);
  const memberships = new Map(there?.mailingLists);
  const before = memberships.get(mailingListId) ?? newMembership(directory.options.random.id('CGC_'));
  memberships.set(mailingListId, changedMembership(directory, before, input));
  const changes = { mailingLists: memberships, ...directoryUnsubscription(directory, input) };
  if (there) {
    const contact = directory.update(there.id, { ...merged(there, input), ...changes });
    return { contact, outcome: 'updated' };
  }
  return { contact: directory.create({ ...input.fields, ...embedded(input), ...changes }), outcome: 'added' };
}

/** Changes a contact of a mailing list. Throws Refusal when it is not in the list. */
export function updateInList(directory: ContactDirectory, listId: string, id: string, input: ContactInput): void {
  const { contact, membership } = memberOf(directory, listId, id);
  const mailingLists = new Map(contact.mailingLists).set(listId, changedMembership(directory, membership, input));
  directory.update(id, {
    ...input.fields,
    ...updatedData(directory, contact, input),
    ...directoryUnsubscription(directory, input),
    mailingLists,
  });
}

/** Takes a contact out of a mailing list; in the directory it stays. Throws Refusal when it is not in the list. */
export function removeFromList(directory: ContactDirectory, mailingListId: string, id: string): void {
  const { contact } = memberOf(directory, mailingListId, id);
  const mailingLists = new Map(contact.mailingLists);
  mailingLists.delete(mailingListId);
  directory.update(id, { mailingLists, lastModified: contact.lastModified });
}

/** A contact of a mailing list; for a while after its creation there seems to be none. Throws Refusal. */
export function memberOf(directory: ContactDirectory, mailingListId: string, id: string) {
  const contact = directory.contacts.has(id) ? directory.get(id) : undefined;
  const membership = contact?.mailingLists.get(mailingListId);
  if (!contact || !membership) {
    const message = 'The contact, the mailing list or the directory was not found.';
    throw new Refusal(404, 'GET_CONTACT_FROM_LIST_NOT_FOUND', message);
  }
  return { contact, membership };
}

function changedMembership(directory: ContactDirectory, before: Membership, input: ContactInput): Membership {
  const isForList = directory.options.behaviour.listUnsubscribesFrom === 'list';
  return {
    ...before,
    ...(isForList ? unsubscribed(directory, input) : {}),
    privateEmbeddedData: { ...before.privateEmbeddedData, ...input.privateEmbeddedData },
  };
}

function directoryUnsubscription(directory: ContactDirectory, input: ContactInput): Changes {
  return directory.options.behaviour.listUnsubscribesFrom === 'directory' ? unsubscribed(directory, input) : {};
}

function merged(there: StoredContact, { fields, embeddedData = {} }: ContactInput): Changes {
  return { ...withoutBlanks(fields), embeddedData: { ...there.embeddedData, ...withoutBlanks(embeddedData) } };
}

function withoutBlanks<T>(values: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));
}

function embedded({ embeddedData }: ContactInput): Changes {
  return embeddedData ? { embeddedData } : {};
}

function updatedData(directory: ContactDirectory, before: StoredContact, { embeddedData }: ContactInput): Changes {
  if (!embeddedData) return {};
  const isMerge = directory.options.behaviour.embeddedDataOnUpdate === 'merge';
  return { embeddedData: isMerge ? { ...before.embeddedData, ...embeddedData } : embeddedData };
}

function unsubscribed(directory: ContactDirectory, { unsubscribed: value }: ContactInput) {
  return value === undefined ? {} : { unsubscribed: value, unsubscribeDate: value ? directory.options.now() : null };
}
