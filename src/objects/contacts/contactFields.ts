import omit from 'lodash/omit.js';
import {
  type Field,
  isBlank,
  optionalBoolean,
  optionalId,
  optionalText,
  shown,
  type Values,
} from '../../input/fields.js';
import { InputError } from '../../input/inputError.js';
import type { Properties, Property } from '../../input/schema.js';
import type { EmptyValues, ObjectRecord } from '../objectType.js';
import { embeddedName } from './embeddedNames.js';

const TEXT_FIELDS: readonly Field[] = [
  { key: 'firstName', label: 'First Name' },
  { key: 'lastName', label: 'Last Name' },
  { key: 'email', label: 'Email' },
  { key: 'phone', label: 'Phone' },
  { key: 'extRef', label: 'External Data Reference' },
  { key: 'language', label: 'Language' },
];
const UNSUBSCRIBED: Field = { key: 'unsubscribed', label: 'Unsubscribed' };
const EMBEDDED_DATA: Field = { key: 'embeddedData', label: 'Embedded Data' };

/** A list that the contact is to be in. A contact is in several, so what is read names them in another field. */
const MAILING_LIST: Field = { key: 'mailingListId', label: 'Mailing List ID' };

const KNOWN_NAMES: ReadonlySet<string> = new Set(
  [...TEXT_FIELDS, UNSUBSCRIBED, EMBEDDED_DATA, MAILING_LIST].map(({ key }) => key),
);

/** Qualtrics documents these as the longest name and value of embedded data, in characters. */
const MAX_EMBEDDED_NAME = 200;
const MAX_EMBEDDED_VALUE = 1024;

/**
 * The contact in a message body: texts as text, anything that is not a contact's field refused. Blanks are left out;
 * with `clear` a blank text or value of embedded data is given as `''`, which empties it in Qualtrics. `unsubscribed`
 * has no empty value, and only what is named is cleared: blank, these two are left out in either case.
 */
export function toContactInput(body: Values, emptyValues: EmptyValues): ObjectRecord {
  const unknown = Object.keys(body).filter((name) => !KNOWN_NAMES.has(name));
  if (unknown.length > 0) {
    const names = [...KNOWN_NAMES].join(', ');
    throw new InputError(`A contact has no field ${unknown.map(shown).join(', ')}. Its fields are ${names}.`);
  }
  const input: Record<string, unknown> = {};
  for (const field of TEXT_FIELDS) {
    const text = textOrEmpty(body, field, emptyValues);
    if (text !== undefined) input[field.key] = text;
  }
  const unsubscribed = optionalBoolean(body, UNSUBSCRIBED);
  if (unsubscribed !== undefined) input.unsubscribed = unsubscribed;
  const embeddedData = readEmbeddedData(body, emptyValues);
  if (embeddedData) input.embeddedData = embeddedData;
  const mailingListId = optionalId(body, MAILING_LIST);
  if (mailingListId !== undefined) input.mailingListId = mailingListId;
  return input;
}

/** What a field is to be; `undefined` when it is to stay as it is. */
function textOrEmpty(values: Values, field: Field, emptyValues: EmptyValues): string | undefined {
  const isCleared = emptyValues === 'clear' && values[field.key] !== undefined;
  return optionalText(values, field) ?? (isCleared ? '' : undefined);
}

function readEmbeddedData(body: Values, emptyValues: EmptyValues): Record<string, string> | undefined {
  const value = body[EMBEDDED_DATA.key];
  if (isBlank(value)) return undefined;
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw new InputError(`"${EMBEDDED_DATA.label}" must be an object of names and values, but it is ${shown(value)}.`);
  }
  const data = new Map<string, readonly [name: string, text: string]>();
  for (const name of Object.keys(value as object)) {
    const label = `${EMBEDDED_DATA.label} → ${name}`;
    const text = textOrEmpty(value as Values, { key: name, label }, emptyValues);
    if (text === undefined) continue;
    if (name.length > MAX_EMBEDDED_NAME || text.length > MAX_EMBEDDED_VALUE) {
      throw new InputError(
        `"${EMBEDDED_DATA.label}" takes names of up to ${MAX_EMBEDDED_NAME} and values of up to ${MAX_EMBEDDED_VALUE} characters, but ${shown(name)} has ${name.length} and ${text.length}.`,
      );
    }
    const same = data.get(embeddedName(name));
    if (same && same[1] !== text) {
      throw new InputError(
        `"${EMBEDDED_DATA.label}" has ${shown(same[0])} and ${shown(name)} with different values, but Qualtrics takes them for one name: leave out one.`,
      );
    }
    if (!same) data.set(embeddedName(name), [name, text]);
  }
  return data.size > 0 ? Object.fromEntries(data.values()) : undefined;
}

/** Whatever a brand keeps about its contacts beside the fields that all have. */
export const embeddedDataProperty: Property = { type: 'object', title: EMBEDDED_DATA.label, properties: {} };

/** The fields of a contact that a message can set. */
export const writableProperties: Properties = {
  ...Object.fromEntries(TEXT_FIELDS.map(({ key, label }) => [key, { type: 'string', title: label } as const])),
  unsubscribed: { type: 'boolean', title: UNSUBSCRIBED.label },
  embeddedData: embeddedDataProperty,
  mailingListId: { type: 'string', title: MAILING_LIST.label },
};

/** A contact as it is emitted: what can be set, and what Qualtrics keeps about it. */
export const contactProperties: Properties = {
  contactId: { type: 'string', title: 'Contact ID', required: true },
  ...omit(writableProperties, UNSUBSCRIBED.key, MAILING_LIST.key),
  emailDomain: { type: 'string', title: 'Email Domain' },
  creationDate: { type: 'string', title: 'Creation Date' },
  lastModified: { type: 'string', title: 'Last Modified' },
  directoryUnsubscribed: { type: 'boolean', title: 'Directory Unsubscribed' },
  directoryUnsubscribeDate: { type: 'string', title: 'Directory Unsubscribe Date' },
  stats: { type: 'object', title: 'Statistics', properties: {} },
  segmentMembership: { type: 'object', title: 'Segment Membership', properties: {} },
  mailingListMembership: { type: 'object', title: 'Mailing List Membership', properties: {} },
};
