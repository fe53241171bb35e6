import { createContact, updateContact } from '../../qualtrics/api/contacts.js';
import { createListContact } from '../../qualtrics/api/mailingListContacts.js';
import { isRecord } from '../../qualtrics/client/needs.js';
import { type CreatedObject, directoryOf, type ObjectContext, type ObjectRecord } from '../objectType.js';
import { mergeEmbeddedData } from './embeddedNames.js';
import { addToList } from './membership.js';

/**
 * Creates a contact, in a mailing list from the start where it is to be in one: that is one request, and never two
 * contacts. Through a list Qualtrics may take `unsubscribed` for that list only (nobody documents it), so an opt-out
 * from the directory is left to be written afterwards; a new contact has none.
 */
export async function createAnywhere(context: ObjectContext, input: ObjectRecord): Promise<CreatedObject> {
  const { mailingListId, ...fields } = input;
  const directoryId = directoryOf(context);
  if (mailingListId === undefined) return { id: await createContact(context.client, directoryId, fields) };
  const { unsubscribed, ...others } = fields;
  const list = { directoryId, mailingListId: String(mailingListId) };
  const id = await createListContact(context.client, list, others, 'ifNotReceived');
  return unsubscribed === true ? { id, unwritten: { unsubscribed } } : { id };
}

/**
 * Puts a contact into the list it is to be in, then writes its fields. Partial by Qualtrics' rule; only the map of
 * embedded data is not said to be merged, so it is sent whole.
 */
export async function updateFields(
  context: ObjectContext,
  existing: ObjectRecord,
  input: ObjectRecord,
): Promise<boolean> {
  const { mailingListId, embeddedData, ...others } = input;
  const id = String(existing.contactId);
  const isAdded = mailingListId !== undefined && (await addToList(context, existing, String(mailingListId)));
  const fields: Record<string, unknown> = others;
  if (embeddedData) {
    const stored = isRecord(existing.embeddedData) ? existing.embeddedData : {};
    fields.embeddedData = mergeEmbeddedData(stored, embeddedData as ObjectRecord);
  }
  if (Object.keys(fields).length === 0) return isAdded;
  try {
    await updateContact(context.client, directoryOf(context), id, fields);
  } catch (error) {
    if (!isAdded || !(error instanceof Error)) throw error;
    throw new Error(
      `The contact ${id} was added to the mailing list ${String(mailingListId)}, but not updated: ${error.message}`,
      { cause: error },
    );
  }
  return true;
}
