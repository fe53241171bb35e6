import {
  type Criterion,
  type SearchAnswer,
  searchContacts,
  type TextFilterType,
  toFilterTime,
} from '../../qualtrics/api/contacts.js';
import { comparableText } from '../../util/comparableText.js';
import { scalarText } from '../../util/scalarText.js';
import { type Candidate, directoryOf, type ObjectContext, type ObjectRecord } from '../objectType.js';
import { toIso } from '../vendorDate.js';
import { withCommonNames, withIsoDates } from './contactShape.js';

/** A GET by id may be answered 404 for some seconds after a create, though search knows the contact already. */
const NEW_MS = 60_000;

/** Pages of a search: more than a thousand contacts that have all changed since, or are all new, are not looked through. */
const MAX_PAGES = 10;

/** How often more than a page of contacts are asked for while others keep coming. */
const MAX_PASSES = 5;

/** Clocks that differ by no more than this are taken for equal. */
const SKEW_MS = 10_000;

/**
 * The contacts that search finds by a value, each once. More than a page of them may slide from one page to another
 * while they are read, so they are asked for until no other ones come.
 */
export async function* findCandidates(
  context: ObjectContext,
  criterion: string,
  value: string,
): AsyncGenerator<Candidate> {
  const criteria: Criterion[] = [{ filterType: criterion as TextFilterType, comparison: 'eq', value }];
  const seen = new Set<string>();
  for (let passes = 1; passes <= MAX_PASSES; passes += 1) {
    const seenBefore = seen.size;
    let pages = 0;
    for await (const { elements } of pagesOf(context, criteria)) {
      pages += 1;
      for (const candidate of elements.map((element) => toCandidate(context, criterion, element))) {
        if (!seen.has(candidate.id)) yield candidate;
        seen.add(candidate.id);
      }
    }
    if (pages === 1 || seen.size === seenBefore) return;
  }
}

function toCandidate(context: ObjectContext, criterion: string, element: ObjectRecord) {
  const contact = withCommonNames(element);
  const createdMs = Date.parse(scalarText(toIso(contact.creationDate)));
  return {
    kind: 'indexed' as const,
    id: String(contact.contactId),
    value: contact[criterion],
    isNew: context.client.clock.now() - createdMs < NEW_MS,
  };
}

/**
 * Contacts created at a moment of this machine's clock or later. Qualtrics' own clock may be behind: then they are asked
 * for again, by that one.
 */
export async function* createdSince(context: ObjectContext, sinceMs: number): AsyncGenerator<ObjectRecord> {
  const behindMs = yield* createdAfter(context, sinceMs - SKEW_MS);
  if (behindMs > SKEW_MS) yield* createdAfter(context, sinceMs - behindMs - SKEW_MS);
}

/** Gives in the end by how much Qualtrics' clock is behind, as far as it says. */
async function* createdAfter(context: ObjectContext, afterMs: number): AsyncGenerator<ObjectRecord, number> {
  const value = toFilterTime(Math.floor(afterMs / 1000));
  let behindMs = 0;
  for await (const page of pagesOf(context, [{ filterType: 'created', comparison: 'gte', value }])) {
    if (page.serverTimeMs !== undefined) behindMs = context.client.clock.now() - page.serverTimeMs;
    for (const contact of page.elements) yield withIsoDates(withCommonNames(contact));
  }
  return behindMs;
}

async function* pagesOf(context: ObjectContext, criteria: readonly Criterion[]): AsyncGenerator<SearchAnswer> {
  let skipToken: string | undefined;
  for (let pages = 1; pages <= MAX_PAGES; pages += 1) {
    const page = await searchContacts(context.client, directoryOf(context), { criteria, skipToken });
    yield page;
    if (page.skipToken === undefined) return;
    skipToken = page.skipToken;
  }
}

/**
 * The filters of contact search trim and compare without case. How they compare phone numbers, and whether these are
 * stored as sent, nobody documents: the same digits are the same number.
 */
export function canonicalKey(criterion: string, value: string): string {
  const text = comparableText(value);
  const digits = text.normalize('NFKC').replace(/\D/g, '');
  return criterion === 'phone' && digits !== '' && !/\p{L}/u.test(text) ? digits : text;
}
