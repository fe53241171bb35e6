import { Refusal } from '../refusal.js';
import type { ContactBehaviour } from './contactBehaviour.js';
import type { StoredContact } from './records.js';
import { storedText } from './storedForm.js';

const TEXT_KEYS = ['firstName', 'lastName', 'email', 'phone', 'extRef', 'language'] as const;
const MAX_TEXT = 255;
const MAX_NAME = 200;
const MAX_VALUE = 1024;

export type TextFields = Partial<Pick<StoredContact, (typeof TEXT_KEYS)[number]>>;

/** What the body of a write says of a contact, checked. */
export interface ContactInput {
  readonly fields: TextFields;
  readonly embeddedData: Readonly<Record<string, string>> | undefined;
  readonly privateEmbeddedData: Readonly<Record<string, string>> | undefined;
  readonly unsubscribed: boolean | undefined;
}

/** A value that is of the right type, but not good: in an import it spoils its own row only. */
export class InvalidValue extends Refusal {
  constructor(
    readonly key: string,
    message: string,
  ) {
    super(400, 'RP_9', message);
  }
}

/** Reads the body of a write. `others`: keys that it may have beside those of a contact. Throws Refusal. */
export function readContact(body: unknown, behaviour: ContactBehaviour, others: readonly string[] = []): ContactInput {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new Refusal(400, 'RP_10', 'The body must be a JSON object.');
  }
  const { unsubscribed, embeddedData, privateEmbeddedData, ...rest } = body as Record<string, unknown>;
  if (unsubscribed !== undefined && typeof unsubscribed !== 'boolean') throw unexpected('unsubscribed');
  const fields: Record<string, string> = {};
  for (const [key, value] of Object.entries(rest)) {
    if ((TEXT_KEYS as readonly string[]).includes(key)) fields[key] = readText(key, value, behaviour);
    else if (!others.includes(key)) throw new Refusal(400, 'RP_9', `Unexpected json key provided: ${key}`);
  }
  if (privateEmbeddedData !== undefined && !others.includes('privateEmbeddedData')) {
    throw new Refusal(400, 'RP_9', 'Unexpected json key provided: privateEmbeddedData');
  }
  return {
    fields,
    unsubscribed,
    embeddedData: embeddedData === undefined ? undefined : readMap('embeddedData', embeddedData),
    privateEmbeddedData:
      privateEmbeddedData === undefined ? undefined : readMap('privateEmbeddedData', privateEmbeddedData),
  };
}

/** Embedded data: values are stored as strings. */
function readMap(key: string, value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw unexpected(key);
  const entries = Object.entries(value).map(([name, data]): [string, string] => {
    if (!['string', 'number', 'boolean'].includes(typeof data)) throw unexpected(name);
    if (name.length > MAX_NAME || String(data).length > MAX_VALUE) throw new InvalidValue(key, `${name} is too long.`);
    return [name, String(data)];
  });
  return Object.fromEntries(entries);
}

function readText(key: string, sent: unknown, { storedForms }: ContactBehaviour): string {
  if (typeof sent !== 'string') throw unexpected(key);
  const value = storedText(key, sent, storedForms);
  if (value.length > MAX_TEXT) throw new InvalidValue(key, `Invalid ${key}.`);
  if (key === 'email' && value !== '' && !/^[^@\s]+@[^@\s]+$/.test(value)) {
    throw new InvalidValue(key, `Invalid email: ${value}`);
  }
  return value;
}

function unexpected(key: string): Refusal {
  return new Refusal(400, 'RP_9', `Invalid ${key}.`);
}
