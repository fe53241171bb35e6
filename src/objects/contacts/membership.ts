import { createListContact } from '../../qualtrics/api/mailingListContacts.js';
import { isRecord } from '../../qualtrics/client/needs.js';
import { currentDirectories } from '../directory.js';
import { directoryOf, type ObjectContext, type ObjectRecord } from '../objectType.js';

/** A field of contacts by which a directory can deduplicate. */
interface DeduplicationField {
  /** In a contact. */
  readonly key: string;
  readonly label: string;
}

/** By the names that a directory's settings have for them. */
const DEDUPLICATION_FIELDS: Readonly<Record<string, DeduplicationField>> = {
  email: { key: 'email', label: 'Email' },
  externalDataReference: { key: 'extRef', label: 'External Data Reference' },
  phone: { key: 'phone', label: 'Phone' },
  firstName: { key: 'firstName', label: 'First Name' },
  lastName: { key: 'lastName', label: 'Last Name' },
};

/**
 * Sees to it that a contact which exists is in a mailing list; gives whether it had to be added. Qualtrics adds only by
 * creating a contact in the list, which is this one where the directory deduplicates by fields that it has, and a
 * second one otherwise. So whatever is not certain is refused before anything is written.
 * Throws an Error that says which setting is missing, or that names both contacts when another one was added;
 * QualtricsError.
 */
export async function addToList(
  context: ObjectContext,
  contact: ObjectRecord,
  mailingListId: string,
): Promise<boolean> {
  const { mailingListMembership } = contact;
  if (isRecord(mailingListMembership) && Object.hasOwn(mailingListMembership, mailingListId)) return false;
  const id = String(contact.contactId);
  const names = await deduplicationFields(context, contact, mailingListId);
  const fields = Object.fromEntries(names.map((name) => [keyOf(name), contact[keyOf(name)]]));
  const list = { directoryId: directoryOf(context), mailingListId };
  const addedId = await createListContact(context.client, list, fields, 'always');
  if (addedId !== id) {
    throw new Error(
      `To put the contact ${id} into the mailing list ${mailingListId}, Qualtrics took or created another one, ${addedId}, by ${labels(names)}: compare the two in Qualtrics and delete one.`,
    );
  }
  return true;
}

/**
 * The fields, as directories name them, by which this one knows that it has the contact. Read anew each time: a setting
 * that has changed since would make a second contact.
 */
async function deduplicationFields(
  { client, directoryId }: ObjectContext,
  contact: ObjectRecord,
  mailingListId: string,
): Promise<readonly string[]> {
  const directories = await currentDirectories(client);
  const names = directories.find((directory) => directory.directoryId === directoryId)?.deduplicatesBy ?? [];
  const refusal = `The contact ${String(contact.contactId)} cannot be added to the mailing list ${mailingListId} without creating it a second time`;
  if (names.length === 0) {
    throw new Error(
      `${refusal}: let the directory deduplicate, in its settings in Qualtrics, by a field that the contact has, such as ${ownLabels(contact)}.`,
    );
  }
  const missing = names.filter((name) => !hasText(contact[keyOf(name)]));
  if (missing.length > 0) {
    throw new Error(
      `${refusal}: its directory deduplicates by ${labels(names)}, and it has no ${labels(missing)}. Give it one first, or let the directory deduplicate by a field that it has.`,
    );
  }
  return names;
}

function keyOf(name: string): string {
  return DEDUPLICATION_FIELDS[name]?.key ?? name;
}

function ownLabels(contact: ObjectRecord): string {
  const own = Object.values(DEDUPLICATION_FIELDS).filter(({ key }) => hasText(contact[key]));
  return quoted((own.length > 0 ? own : Object.values(DEDUPLICATION_FIELDS)).map(({ label }) => label));
}

function labels(names: readonly string[]): string {
  return quoted(names.map((name) => DEDUPLICATION_FIELDS[name]?.label ?? name));
}

function quoted(texts: readonly string[]): string {
  return texts.map((text) => `"${text}"`).join(', ');
}

function hasText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '';
}
