import { apiPath } from '../client/apiUrl.js';
import type { ApiRequest, QualtricsClient } from '../client/client.js';
import type { ErrorFacts } from '../client/errorMessage.js';
import { QualtricsError } from '../client/errors.js';
import { needsElements, needsId } from '../client/needs.js';
import type { Repeat } from '../client/retry.js';

export type TextFilterType = 'email' | 'phone' | 'extRef' | 'firstName' | 'lastName' | 'language';
export type TimeFilterType = 'created' | 'lastModified';

/**
 * One condition of a search, as the vendor documents them. Texts compare without case, as a whole; times are UTC in whole
 * seconds; whether a contact is in a mailing list; whether a field is filled.
 */
export type Criterion =
  | { readonly filterType: TextFilterType; readonly comparison: 'eq' | 'neq'; readonly value: string }
  | {
      readonly filterType: TimeFilterType;
      readonly comparison: 'eq' | 'neq' | 'gt' | 'lt' | 'gte' | 'lte';
      readonly value: string;
    }
  | { readonly filterType: 'inList'; readonly comparison: boolean; readonly mailingListId: string }
  | {
      readonly filterType: 'infoFieldState';
      readonly comparison: 'empty' | 'notEmpty';
      readonly field: 'email' | 'extRef' | 'firstName' | 'lastName';
    };

/** A search takes no more criteria than this (the vendor's documentation). */
export const MAX_CRITERIA = 5;

export interface SearchOptions {
  /** One criterion, or two to five that must all hold. */
  readonly criteria: readonly Criterion[];
  /** 1–100. */
  readonly pageSize?: number | undefined;
  /** From an earlier answer; in practice the base64 of an offset. */
  readonly skipToken?: string | undefined;
  readonly includeEmbedded?: boolean;
  /** Default: as often as is safe, for it only reads. */
  readonly repeat?: Repeat;
}

export interface SearchAnswer {
  /** As search names its fields (`id`, `phoneNumber`, `externalDataReference` …). */
  readonly elements: Record<string, unknown>[];
  /** There when the page was full, even if nothing follows. */
  readonly skipToken: string | undefined;
  readonly serverTimeMs: number | undefined;
}

/** The fields of a contact that can be written. */
export interface ContactInput {
  readonly [field: string]: unknown;
}

const READ = 'read:directory_contacts or manage:directory_contacts';
const WRITE = 'write:directory_contacts or manage:directory_contacts';

/** A time as search filters want it: `yyyy-MM-dd HH:mm:ss`, UTC. */
export function toFilterTime(epochSeconds: number): string {
  return new Date(epochSeconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
}

/**
 * One page of the contacts that match; no order is promised. Throws QualtricsError.
 * Qualtrics' page: https://api.qualtrics.com/c79e78a949572-search-directory-contacts
 */
export async function searchContacts(
  client: QualtricsClient,
  directoryId: string,
  options: SearchOptions,
): Promise<SearchAnswer> {
  const [only, ...more] = options.criteria;
  const request: ApiRequest = {
    method: 'POST',
    path: apiPath`/directories/${directoryId}/contacts/search`,
    query: {
      pageSize: options.pageSize,
      skipToken: options.skipToken,
      includeEmbedded: options.includeEmbedded,
    },
    body: { filter: more.length === 0 ? only : { conjunction: 'and', filters: options.criteria } },
    repeat: options.repeat ?? 'always',
    scope: READ,
    cureFor: searchCure,
    needs: needsElements('id', 'contactId'),
  };
  const answer = await client.request(request);
  const { elements, skipToken, nextPage } = client.resultOf(answer);
  return {
    elements: elements as Record<string, unknown>[],
    skipToken: textOf(skipToken) ?? skipTokenOf(textOf(nextPage)),
    serverTimeMs: answer.serverTimeMs,
  };
}

/** What a person can do about a search that Qualtrics refuses; `loginCure` is what the login has to say about it. */
export function searchCure({ status, errorCode }: ErrorFacts, loginCure: string | undefined): string | undefined {
  if (errorCode === 'BRE_0.5') {
    return 'Qualtrics lists only the first 10,000 contacts of a search: ask for a narrower one.';
  }
  if (status === 403) {
    return `${loginCure ?? ''} An XM Directory Lite directory cannot be searched at all: choose another.`.trim();
  }
  if (status === 404) {
    return 'Check the directory\'s id; an XM Directory Lite directory ("XMD Lite") cannot be searched at all: choose another.';
  }
  return undefined;
}

/** Search pages by `skipToken`; a `nextPage`, as everywhere else in the API, is understood too. */
function skipTokenOf(nextPage: string | undefined): string | undefined {
  if (nextPage === undefined) return undefined;
  if (!URL.canParse(nextPage, 'https://relative')) return undefined;
  return new URL(nextPage, 'https://relative').searchParams.get('skipToken') ?? undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/**
 * A contact, `undefined` when there is none with this id. Right after a create Qualtrics may say 404 for a while:
 * `waitForIt` tries again as for any transient failure. Throws QualtricsError.
 */
export async function getContact(
  client: QualtricsClient,
  directoryId: string,
  contactId: string,
  options: { waitForIt?: boolean } = {},
): Promise<Record<string, unknown> | undefined> {
  const path = apiPath`/directories/${directoryId}/contacts/${contactId}`;
  try {
    return await client.result({
      method: 'GET',
      path,
      scope: READ,
      needs: needsId('contactId'),
      alsoRetry: options.waitForIt ? [404] : [],
    });
  } catch (error) {
    if (error instanceof QualtricsError && error.isMissing) return undefined;
    throw error;
  }
}

/**
 * Creates a contact and gives its id. Never sent twice when Qualtrics may have created it already: then the
 * QualtricsError thrown has `outcomeUnknown`.
 */
export async function createContact(
  client: QualtricsClient,
  directoryId: string,
  contact: ContactInput,
): Promise<string> {
  const path = apiPath`/directories/${directoryId}/contacts`;
  return client.createdId({ method: 'POST', path, body: contact, repeat: 'ifNotReceived', scope: WRITE }, 'id');
}

/** Writes the fields given; those left out stay. Throws QualtricsError. */
export async function updateContact(
  client: QualtricsClient,
  directoryId: string,
  contactId: string,
  contact: ContactInput,
): Promise<void> {
  const path = apiPath`/directories/${directoryId}/contacts/${contactId}`;
  await client.request({ method: 'PUT', path, body: contact, scope: WRITE });
}

/** Deletes a contact, for good. Throws QualtricsError, with 404 when it is gone already. */
export async function deleteContact(client: QualtricsClient, directoryId: string, contactId: string): Promise<void> {
  const path = apiPath`/directories/${directoryId}/contacts/${contactId}`;
  await client.request({ method: 'DELETE', path, scope: WRITE });
}
