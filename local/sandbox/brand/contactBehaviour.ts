import type { StoredForm } from './storedForm.js';

/** How directories, mailing lists and imports behave; may be changed while the sandbox runs. */
export interface ContactBehaviour {
  /** How late the search index shows a write, in ms. */
  indexLagMs: number;
  /** How long a GET of a contact just created says 404, in ms. */
  readLagMs: number;
  /** Whether search compares phone numbers by their digits: how the vendor does is not documented. */
  loosePhones: boolean;
  /** How texts are stored otherwise than they were sent. */
  storedForms: readonly StoredForm[];
  /** Whether search reports times to the millisecond; the vendor's own examples have whole seconds. */
  tellsMilliseconds: boolean;
  /** Whether search reports no dates at all. */
  omitsDates: boolean;
  /** Whether search lists the newest contact first: its order is not documented. */
  newestFirst: boolean;
  /** Whether search lists the first contact it finds a second time, at the end. */
  repeatsContacts: boolean;
  /** Contacts in a page of a search at the most, whatever page size is asked for; a token follows while there are more. */
  searchPageMax: number;
  /** Whether search gives a token with every page, short and empty ones, too. */
  tokensAlways: boolean;
  /** Whether the tokens of search say nothing to others: documented is the base64 of the offset. */
  opaqueTokens: boolean;
  /** Whether the embedded data of an update takes the place of what is stored, or is added to it: not documented. */
  embeddedDataOnUpdate: 'replace' | 'merge';
  /** Whether plain creating merges, too, as lists and imports do: not documented. */
  mergesOnCreate: boolean;
  /** What a contact written through a mailing list is unsubscribed from: not documented. */
  listUnsubscribesFrom: 'list' | 'directory';
  /** How often a running import says that it is not complete yet. */
  importChecks: number;
  /** How long an import runs at least, in ms. */
  importMs: number;
  /** Imports that run at a time; more wait for their turn. The vendor's number. */
  importsAtOnce: number;
  /** Imports that wait at the most; more are refused. The vendor's number. */
  importsQueued: number;
  /** Rows in a page of an import's report. */
  reportPageSize: number;
  /** Whether an import's report gives the indexes of rows as texts. */
  reportIndexesAsText: boolean;
  /** Whether the token of an import's report stands beside `results`, not in it. */
  reportTokenBeside: boolean;
}

export const CONTACT_BEHAVIOUR: Readonly<ContactBehaviour> = {
  indexLagMs: 0,
  readLagMs: 0,
  loosePhones: false,
  storedForms: [],
  tellsMilliseconds: false,
  omitsDates: false,
  newestFirst: false,
  repeatsContacts: false,
  searchPageMax: 100,
  tokensAlways: false,
  opaqueTokens: false,
  embeddedDataOnUpdate: 'replace',
  mergesOnCreate: false,
  listUnsubscribesFrom: 'list',
  importChecks: 1,
  importMs: 0,
  importsAtOnce: 25,
  importsQueued: 100,
  reportPageSize: 100,
  reportIndexesAsText: false,
  reportTokenBeside: false,
};
