import type { FastifyInstance } from 'fastify';
import type { ContactDirectory } from '../brand/contactDirectory.js';
import type { StoredContact } from '../brand/records.js';
import type { Tenant } from '../brand/tenant.js';
import { answered } from '../http/answers.js';
import { page } from '../http/paging.js';
import { Refusal } from '../refusal.js';

type InDirectory = { Params: { directoryId: string } };
type OfContact = { Params: { directoryId: string; contactId: string } };

const READ = ['read:directory_contacts', 'manage:directory_contacts'];
const WRITE = ['write:directory_contacts', 'manage:directory_contacts'];

const TEXT_KEYS = ['firstName', 'lastName', 'email', 'phone', 'extRef', 'language'] as const;
const MAX_TEXT = 255;

/** Contacts: search, list, get, create, update, delete. */
export function addContactRoutes(api: FastifyInstance, tenant: Tenant): void {
  const directoryOf = ({ directoryId }: InDirectory['Params']): ContactDirectory => tenant.directory(directoryId);

  api.post<InDirectory & { Querystring: Record<string, string | undefined> }>(
    '/directories/:directoryId/contacts/search',
    { config: { scopes: READ, kinds: ['search'] } },
    async (request) => {
      const { pageSize = '100', skipToken, includeEmbedded = 'false', ...others } = request.query;
      const unknown = Object.keys(others).find((name) => name !== 'includeSegments');
      const size = Number(pageSize);
      const offset = skipToken === undefined ? 0 : offsetOf(skipToken);
      if (unknown || !(Number.isInteger(size) && size >= 1 && size <= 100) || !/^(true|false)$/.test(includeEmbedded)) {
        throw new Refusal(400, undefined, 'Invalid query parameter.');
      }
      const directory = directoryOf(request.params);
      if (request.faults.some(({ kind }) => kind === 'slide')) directory.slide();
      const found = directory.search(request.body, offset, size);
      const { tellsMilliseconds } = tenant.behaviour;
      const elements = found.page.map((contact) => asFound(contact, includeEmbedded === 'true', tellsMilliseconds));
      const next = Buffer.from(String(offset + size)).toString('base64');
      return answered({ elements, ...(found.isFull ? { skipToken: next } : {}) });
    },
  );

  api.get<InDirectory>('/directories/:directoryId/contacts', { config: { scopes: READ } }, async (request) => {
    const directory = directoryOf(request.params);
    if (directory.options.isLite) throw new Refusal(403, 'SCD_2', 'This directory does not support listing contacts.');
    return answered(page(request, [...directory.contacts.values()].map(asListed), 100, 1000));
  });

  api.post<InDirectory>(
    '/directories/:directoryId/contacts',
    { config: { scopes: WRITE, kinds: ['createContact'] } },
    async (request) => {
      const contact = directoryOf(request.params).create(readInput(request.body, tenant.now()));
      return answered({ id: contact.id });
    },
  );

  api.get<OfContact>('/directories/:directoryId/contacts/:contactId', { config: { scopes: READ } }, async (request) =>
    answered(asContact(directoryOf(request.params).get(request.params.contactId), tenant)),
  );

  api.put<OfContact>(
    '/directories/:directoryId/contacts/:contactId',
    { config: { scopes: WRITE, kinds: ['updateContact'] } },
    async (request) => {
      const directory = directoryOf(request.params);
      directory.get(request.params.contactId);
      directory.update(request.params.contactId, readInput(request.body, tenant.now()));
      return answered();
    },
  );

  api.delete<OfContact>(
    '/directories/:directoryId/contacts/:contactId',
    { config: { scopes: WRITE, kinds: ['deleteContact'] } },
    async (request) => {
      directoryOf(request.params).delete(request.params.contactId);
      return answered();
    },
  );
}

function offsetOf(skipToken: string): number {
  const text = Buffer.from(skipToken, 'base64').toString();
  if (!/^\d{1,6}$/.test(text)) throw new Refusal(400, undefined, 'Invalid skipToken.');
  return Number(text);
}

/** The body of create and update. Embedded data is replaced as a whole: the vendor does not promise to merge it. */
function readInput(body: unknown, now: number): Partial<StoredContact> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new Refusal(400, 'RP_10', 'The body must be a JSON object.');
  }
  const input: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(body)) {
    if ((TEXT_KEYS as readonly string[]).includes(key)) input[key] = readText(key, value);
    else if (key === 'unsubscribed') Object.assign(input, readUnsubscribed(value, now));
    else if (key === 'embeddedData') input.embeddedData = readEmbeddedData(value);
    else throw new Refusal(400, 'RP_9', `Unexpected json key provided: ${key}`);
  }
  return input;
}

function readText(key: string, value: unknown): string {
  if (typeof value !== 'string' || value.length > MAX_TEXT) throw new Refusal(400, 'RP_9', `Invalid ${key}.`);
  if (key === 'email' && value !== '' && !/^[^@\s]+@[^@\s]+$/.test(value)) {
    throw new Refusal(400, 'RP_9', `Invalid email: ${value}`);
  }
  return value;
}

function readUnsubscribed(value: unknown, now: number): Partial<StoredContact> {
  if (typeof value !== 'boolean') throw new Refusal(400, 'RP_9', 'Invalid unsubscribed.');
  return { unsubscribed: value, unsubscribeDate: value ? now : null };
}

function readEmbeddedData(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Refusal(400, 'RP_9', 'Invalid embeddedData.');
  }
  const entries = Object.entries(value).map(([name, data]) => {
    if (!['string', 'number', 'boolean'].includes(typeof data)) throw new Refusal(400, 'RP_9', `Invalid ${name}.`);
    if (name.length > 200 || String(data).length > 1024) throw new Refusal(400, 'RP_9', `${name} is too long.`);
    return [name, String(data)];
  });
  return Object.fromEntries(entries) as Record<string, string>;
}

/** As search shows it: names of its own, dates as ISO 8601, in whole seconds as a rule. */
function asFound(contact: StoredContact, includeEmbedded: boolean, tellsMilliseconds: boolean) {
  const iso = (ms: number): string => {
    const text = new Date(ms).toISOString();
    return tellsMilliseconds ? text : `${text.slice(0, 19)}Z`;
  };
  return {
    id: contact.id,
    creationDate: iso(contact.creationDate),
    lastModified: iso(contact.lastModified),
    firstName: contact.firstName,
    lastName: contact.lastName,
    email: contact.email,
    phoneNumber: contact.phone,
    externalDataReference: contact.extRef,
    language: contact.language,
    unsubscribed: contact.unsubscribed,
    unsubscribeDate: contact.unsubscribeDate === null ? null : iso(contact.unsubscribeDate),
    stats: {},
    embeddedData: includeEmbedded ? contact.embeddedData : null,
    segmentMembership: null,
  };
}

/** As the list shows it. */
function asListed({ id, firstName, lastName, email, phone, extRef, language, unsubscribed }: StoredContact) {
  return { contactId: id, firstName, lastName, email, phone, extRef, language, unsubscribed };
}

/** As GET shows it: dates in milliseconds. */
function asContact(contact: StoredContact, tenant: Tenant) {
  const { id, creationDate, lastModified, firstName, lastName, email, phone, extRef, language } = contact;
  const lists = [...contact.mailingLists].map(([mailingListId, contactLookupId]) => {
    const name = tenant.mailingLists.find((list) => list.mailingListId === mailingListId)?.name ?? null;
    const membership = {
      contactLookupId,
      name,
      unsubscribed: false,
      unsubscribeDate: null,
      ownerId: 'UR_0SandboxUser001',
    };
    return [mailingListId, membership] as const;
  });
  return {
    contactId: id,
    creationDate,
    lastModified,
    firstName,
    lastName,
    email,
    emailDomain: email?.split('@')[1] ?? null,
    phone,
    extRef,
    language,
    embeddedData: contact.embeddedData,
    skipped: null,
    directoryUnsubscribed: contact.unsubscribed,
    directoryUnsubscribeDate: contact.unsubscribeDate,
    stats: { emailCount: 0, responseCount: 0 },
    mailingListMembership: Object.fromEntries(lists),
  };
}
