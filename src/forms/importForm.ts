import omit from 'lodash/omit.js';
import pick from 'lodash/pick.js';
import { isBlank, optionalText, requiredId, shown, type Values } from '../input/fields.js';
import { InputError } from '../input/inputError.js';
import type { Properties } from '../input/schema.js';
import { writableProperties } from '../objects/contacts/contactFields.js';
import type { IncomingAttachment } from '../platform/attachment.js';
import { fileAddress } from '../platform/incomingFile.js';
import type { ImportTarget } from '../qualtrics/api/contactImports.js';
import { storedFileProperties } from './storedFile.js';

const CONTACTS = { key: 'contacts', label: 'Contacts' };
const ADDRESS = { key: 'attachmentUrl', label: 'Attachment URL' };
const DIRECTORY = { key: 'directoryId', label: 'Directory' };

/** Where the rows of an import are: in the message, or in a file. */
export type ImportSource =
  | { readonly kind: 'list'; readonly contacts: readonly unknown[] }
  | { readonly kind: 'file'; readonly url: URL };

/** The list that contacts are imported to. Throws InputError. */
export function readImportTarget(cfg: Values): ImportTarget {
  return {
    directoryId: requiredId(cfg, DIRECTORY),
    mailingListId: requiredId(cfg, { key: 'mailingListId', label: 'Mailing List' }),
  };
}

/** The directory whose mailing lists are to be chosen from. Throws InputError while there is none. */
export function chosenDirectory(cfg: Values): string {
  return requiredId(cfg, DIRECTORY);
}

/**
 * What a message has to import: its contacts, the file that it names, else the one file attached to it.
 * Throws InputError when there is none, or more than one.
 */
export function readImportSource(
  body: Values,
  attachments: Readonly<Record<string, IncomingAttachment>>,
): ImportSource {
  const list = readList(body[CONTACTS.key]);
  const address = optionalText(body, ADDRESS);
  if (list && list.length > 0 && address !== undefined) {
    throw new InputError(`"${CONTACTS.label}" and "${ADDRESS.label}" cannot both be imported: leave out one of them.`);
  }
  if (list && list.length > 0) return { kind: 'list', contacts: list };
  if (address !== undefined) return { kind: 'file', url: fileAddress(ADDRESS.label, address) };
  const names = Object.keys(attachments);
  if (names.length > 1) {
    throw new InputError(
      `The message has several files (${names.map(shown).join(', ')}): map the address of the one to import to "${ADDRESS.label}".`,
    );
  }
  const url = Object.values(attachments)[0]?.url;
  if (typeof url === 'string') return { kind: 'file', url: fileAddress(ADDRESS.label, url) };
  if (list) return { kind: 'list', contacts: list };
  throw new InputError(
    `There is nothing to import: map "${CONTACTS.label}" or "${ADDRESS.label}", or attach a file to the message.`,
  );
}

function readList(value: unknown): readonly unknown[] | undefined {
  if (isBlank(value)) return undefined;
  if (Array.isArray(value)) return value;
  throw new InputError(`"${CONTACTS.label}" must be a list of contacts, but it is ${shown(value)}.`);
}

/** Each field of a contact is optional; one of the two is needed unless a file is attached. */
export const importProperties: Properties = {
  contacts: {
    type: 'array',
    title: CONTACTS.label,
    required: false,
    items: { type: 'object', properties: omit(writableProperties, 'mailingListId') },
  },
  attachmentUrl: { type: 'string', title: ADDRESS.label, required: false },
};

/** What an import gives. */
export const importResultProperties: Properties = {
  total: { type: 'number', title: 'Rows', required: true },
  added: { type: 'number', title: 'Added', required: true },
  updated: { type: 'number', title: 'Updated', required: true },
  failed: { type: 'number', title: 'Failed', required: true },
  failures: {
    type: 'array',
    title: 'Failures, at most 100',
    required: true,
    items: {
      type: 'object',
      properties: {
        row: { type: 'number', title: 'Row', required: true },
        reason: { type: 'string', title: 'Reason', required: true },
      },
    },
  },
  ...pick(storedFileProperties, 'attachmentUrl', 'fileName'),
};

/** What to report beside the result when some rows were left out. */
export function timeIsUp(firstLeftOut: number): Error {
  return new Error(
    `The import was ended before the platform would have started it a second time (30 minutes): rows before ${firstLeftOut} are done, the others are not. Go on from row ${firstLeftOut}.`,
  );
}
