import omit from 'lodash/omit.js';
import { type Field, requiredText, shown, type Values } from '../../input/fields.js';
import { InputError } from '../../input/inputError.js';
import type { Properties } from '../../input/schema.js';
import {
  createMailingList,
  deleteMailingList,
  getMailingList,
  type MailingListRecord,
  mailingListsOf,
  renameMailingList,
} from '../../qualtrics/api/mailingLists.js';
import { scalarText } from '../../util/scalarText.js';
import {
  type Candidate,
  type CreatedObject,
  directoryOf,
  type ObjectContext,
  type ObjectRecord,
  type ObjectType,
} from '../objectType.js';
import { toIso } from '../vendorDate.js';
import { searchMailingLists } from './searchMailingLists.js';

const NAME: Field = { key: 'name', label: 'Name' };

/** The longest name, in characters: known from Qualtrics' description of its API, as other public clients have it. */
const MAX_NAME = 100;

const properties: Properties = {
  mailingListId: { type: 'string', title: 'Mailing List ID', required: true },
  name: { type: 'string', title: NAME.label },
  ownerId: { type: 'string', title: 'Owner ID' },
  creationDate: { type: 'string', title: 'Creation Date' },
  lastModified: { type: 'string', title: 'Last Modified' },
  contactCount: { type: 'number', title: 'Contact Count' },
};

/** Mailing lists of an XM Directory. They are listed as they are now: there is no index that lags behind. */
export const mailingLists = {
  key: 'mailingLists',
  noun: 'mailing list',
  idField: 'mailingListId',
  hasDirectory: true,
  lookupCriteria: {
    mailingListId: { label: 'Mailing List ID', isId: true },
    name: { label: NAME.label, isId: false },
  },
  describe: async () => ({ properties, writable: { name: { type: 'string', title: NAME.label } } }),
  lookup: { candidates, get, canonical: (_, value) => canonicalName(value) },
  write: { toInput, create, update },
  remove: { remove: (context, id) => deleteMailingList(context.client, directoryOf(context), id) },
  search: { kind: 'listed', fields: searchMailingLists.fields, list },
} satisfies ObjectType;

/** Names are compared with case, as they stand but for blanks around them and the way accents are written. */
function canonicalName(name: string): string {
  return name.normalize('NFC').trim();
}

/** Names need not be unique: all lists that have it. */
async function* candidates(context: ObjectContext, _criterion: string, value: string): AsyncGenerator<Candidate> {
  for (const list of await allLists(context)) {
    if (canonicalName(scalarText(list.name)) === canonicalName(value)) yield { kind: 'object', object: list };
  }
}

async function get(
  context: ObjectContext,
  id: string,
  options: { waitForIt?: boolean } = {},
): Promise<ObjectRecord | undefined> {
  const list = await getMailingList(context.client, directoryOf(context), id, options);
  return list && asObject(list);
}

async function allLists(context: ObjectContext): Promise<ObjectRecord[]> {
  return (await mailingListsOf(context.client, directoryOf(context))).map(asObject);
}

/** All lists that fit the terms; Qualtrics has no search for them. */
async function* list(context: ObjectContext, terms: Parameters<typeof searchMailingLists.fits>[1]) {
  for (const one of await allLists(context)) if (searchMailingLists.fits(one, terms)) yield one;
}

/** One shape for all objects: the time of the last change has the name that it has for contacts. */
function asObject({ lastModifiedDate, creationDate, ...list }: MailingListRecord): ObjectRecord {
  const lastModified = toIso(lastModifiedDate ?? list.lastModified);
  return { ...omit(list, 'lastModified'), creationDate: toIso(creationDate), lastModified };
}

function toInput(body: Values): ObjectRecord {
  const unknown = Object.keys(body).filter((key) => key !== NAME.key);
  if (unknown.length > 0) {
    throw new InputError(`A mailing list has no field ${unknown.map(shown).join(', ')}. What can be set is name.`);
  }
  if (body.name === undefined || body.name === null || body.name === '') return {};
  const name = requiredText(body, NAME);
  if (name.length > MAX_NAME) {
    throw new InputError(`"${NAME.label}" takes up to ${MAX_NAME} characters, but ${shown(name)} has ${name.length}.`);
  }
  return { name };
}

async function create(context: ObjectContext, input: ObjectRecord): Promise<CreatedObject> {
  return { id: await createMailingList(context.client, directoryOf(context), requiredText(input, NAME)) };
}

async function update(context: ObjectContext, existing: ObjectRecord, { name }: ObjectRecord): Promise<boolean> {
  if (typeof name !== 'string' || name === existing.name) return false;
  await renameMailingList(context.client, directoryOf(context), String(existing.mailingListId), name);
  return true;
}
