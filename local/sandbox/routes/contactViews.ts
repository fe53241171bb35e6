import { emailHistory, responseHistory } from '../brand/contactHistory.js';
import type { StoredContact } from '../brand/records.js';
import type { Tenant } from '../brand/tenant.js';

/** How each endpoint shows a contact: the vendor has names and date forms of its own for each. */

/** As search shows it: names of its own, dates as ISO 8601, in whole seconds as a rule. */
export function asFound(contact: StoredContact, includeEmbedded: boolean, { behaviour }: Tenant) {
  const dated = (ms: number): string => iso(ms, behaviour.tellsMilliseconds);
  const dates = { creationDate: dated(contact.creationDate), lastModified: dated(contact.lastModified) };
  return {
    id: contact.id,
    ...(behaviour.omitsDates ? {} : dates),
    firstName: contact.firstName,
    lastName: contact.lastName,
    email: contact.email,
    phoneNumber: contact.phone,
    externalDataReference: contact.extRef,
    language: contact.language,
    unsubscribed: contact.unsubscribed,
    unsubscribeDate: contact.unsubscribeDate === null ? null : dated(contact.unsubscribeDate),
    stats: {},
    embeddedData: includeEmbedded ? contact.embeddedData : null,
    segmentMembership: null,
  };
}

/** As the list of a directory shows it. */
export function asListed({ id, firstName, lastName, email, phone, extRef, language, unsubscribed }: StoredContact) {
  return { contactId: id, firstName, lastName, email, phone, extRef, language, unsubscribed };
}

/** As the list of those who opted out of a directory shows it. */
export function asOptedOut(contact: StoredContact) {
  const { unsubscribed, ...listed } = asListed(contact);
  return {
    ...listed,
    directoryUnsubscribed: unsubscribed,
    directoryUnsubscribeDate: contact.unsubscribeDate === null ? null : iso(contact.unsubscribeDate),
  };
}

/** As GET shows it: dates in milliseconds. */
export function asContact(contact: StoredContact, tenant: Tenant) {
  const lists = [...contact.mailingLists].map(([mailingListId, membership]) => {
    const list = tenant.mailingLists.find((one) => one.mailingListId === mailingListId);
    return [
      mailingListId,
      {
        contactLookupId: membership.lookupId,
        name: list?.name ?? null,
        unsubscribed: membership.unsubscribed,
        unsubscribeDate: membership.unsubscribeDate,
        ownerId: list?.ownerId ?? null,
      },
    ] as const;
  });
  return {
    ...whole(contact),
    embeddedData: contact.embeddedData,
    skipped: null,
    directoryUnsubscribed: contact.unsubscribed,
    directoryUnsubscribeDate: contact.unsubscribeDate,
    stats: statsOf(contact, tenant),
    mailingListMembership: Object.fromEntries(lists),
  };
}

/** As the contacts of a mailing list are listed. */
export function asMember(contact: StoredContact, mailingListId: string, includeEmbedded: boolean) {
  const membership = contact.mailingLists.get(mailingListId);
  return {
    ...asListed(contact),
    mailingListUnsubscribed: membership?.unsubscribed ?? false,
    contactLookupId: membership?.lookupId ?? null,
    ...(includeEmbedded ? { embeddedData: contact.embeddedData } : {}),
  };
}

/** As GET shows a contact of a mailing list: the date of one unsubscription is ISO 8601, all others are milliseconds. */
export function asWholeMember(contact: StoredContact, mailingListId: string, tenant: Tenant) {
  const membership = contact.mailingLists.get(mailingListId);
  return {
    ...whole(contact),
    embeddedData: contact.embeddedData,
    privateEmbeddedData: membership?.privateEmbeddedData ?? {},
    directoryUnsubscribed: contact.unsubscribed,
    directoryUnsubscribeDate: contact.unsubscribeDate === null ? null : iso(contact.unsubscribeDate),
    mailingListUnsubscribed: membership?.unsubscribed ?? false,
    mailingListUnsubscribeDate: membership?.unsubscribeDate ?? null,
    contactLookupId: membership?.lookupId ?? null,
    stats: statsOf(contact, tenant),
  };
}

function statsOf({ id }: StoredContact, tenant: Tenant) {
  return { emailCount: emailHistory(tenant, id).length, responseCount: responseHistory(tenant, id).length };
}

function whole(contact: StoredContact) {
  const { id, creationDate, lastModified, firstName, lastName, email, phone, extRef, language } = contact;
  const emailDomain = email?.split('@')[1] ?? null;
  return {
    contactId: id,
    creationDate,
    lastModified,
    firstName,
    lastName,
    email,
    emailDomain,
    phone,
    extRef,
    language,
  };
}

/** ISO 8601 in whole seconds, or with milliseconds. */
function iso(ms: number, tellsMilliseconds = false): string {
  const text = new Date(ms).toISOString();
  return tellsMilliseconds ? text : `${text.slice(0, 19)}Z`;
}
