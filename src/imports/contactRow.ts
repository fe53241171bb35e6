import type { Values } from '../input/fields.js';
import { InputError } from '../input/inputError.js';
import { toContactInput } from '../objects/contacts/contactFields.js';
import type { ObjectRecord } from '../objects/objectType.js';

/** A row that is to be imported, counted from 1: a contact, or why it is none. */
export type ContactRow =
  | { readonly kind: 'contact'; readonly row: number; readonly contact: ObjectRecord }
  | { readonly kind: 'bad'; readonly row: number; readonly reason: string };

/** An upsert may name a list for each contact; an import is into one. */
const OTHER_LIST = 'A row cannot name a mailing list of its own: the step imports into one list.';

/** A row's values as a contact, checked as the body of an upsert is. */
export function toContactRow(row: number, values: Values): ContactRow {
  try {
    const contact = toContactInput(values, 'ignore');
    if (contact.mailingListId !== undefined) return { kind: 'bad', row, reason: OTHER_LIST };
    if (Object.keys(contact).length > 0) return { kind: 'contact', row, contact };
    return { kind: 'bad', row, reason: 'The row is empty.' };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { kind: 'bad', row, reason: error.message };
  }
}
