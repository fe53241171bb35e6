import { Refusal } from '../refusal.js';
import { ContactDirectory, type DirectoryOptions } from './contactDirectory.js';
import type { Distribution } from './distributions/distribution.js';
import { LINK_BEHAVIOUR, type LinkBehaviour } from './distributions/links.js';
import { EventSubscriptions } from './events/eventSubscriptions.js';
import { ContinuationTokens } from './exports/continuationTokens.js';
import type { HostileRow } from './exports/hostileRows.js';
import { ResponseExports } from './exports/responseExports.js';
import { IssuedTokens } from './issuedTokens.js';
import { demoMessages, type LibraryMessage } from './libraryMessages.js';
import type { Random } from './random.js';
import type { MailingList } from './records.js';
import type { Survey } from './surveys/survey.js';

/** The user whom everything in the brand belongs to. */
export const OWNER_ID = 'UR_0SandboxUser001';

/** How the sandbox behaves; may be changed while it runs. */
export interface Behaviour extends LinkBehaviour {
  /** How late the search index shows a write, in ms. */
  indexLagMs: number;
  /** How long a GET of a contact just created says 404, in ms. */
  readLagMs: number;
  /** Whether search compares phone numbers by their digits: how the vendor does is not documented. */
  loosePhones: boolean;
  /** Whether search tells times to the millisecond; the vendor's own examples have whole seconds. */
  tellsMilliseconds: boolean;
  tokenLifetimeSeconds: number;
  /** Whether a token request without a scope is refused. */
  insistsOnScope: boolean;
  /** Scopes of the OAuth client. */
  scopes: readonly string[];
  /** How long reading a response just completed answers 202, in ms. */
  responseLagMs: number;
  /** How late exports show what happens to responses, in ms. */
  exportLagMs: number;
  /** How often a running export says it is not complete yet. */
  exportChecks: number;
  /** What an export says at its end, if not `complete` or `failed`: another spelling, or another end. */
  exportStatus: string | null;
  /** What is not there any more when it is asked for. */
  exportVanishes: 'status' | 'file' | null;
  /** More rows make a further file in the archive; the vendor's number. */
  rowsPerExportFile: number;
  /** How the first rows of an export are spoilt, one each. */
  hostileRows: readonly HostileRow[];
  /** Whether `LastModifiedDate` stands beside a response's values: where the vendor has it is not documented. */
  lastModifiedBeside: boolean;
  /** Whether the user is one: others may not subscribe to events. */
  isBrandAdministrator: boolean;
  /** Pauses between the attempts to post a notice, in ms. */
  noticePausesMs: readonly number[];
  /** Where export files are redirected to, instead of being sent; the file's id is appended. */
  exportRedirect: string | undefined;
}

/** Everything a brand of Qualtrics holds, as far as the component can see it. */
export class Tenant {
  readonly clientId = 'demo-client';
  readonly clientSecret = 'demo-secret-0f1e2d3c4b5a';
  readonly apiToken = 'demo-api-token-5a4b3c2d1e0f';
  readonly brandId = 'sandbox';
  readonly directories: ContactDirectory[] = [];
  readonly mailingLists: MailingList[] = [];
  readonly surveys: Survey[] = [];
  readonly distributions: Distribution[] = [];
  readonly messages: LibraryMessage[] = demoMessages(OWNER_ID);
  readonly tokens: IssuedTokens;
  readonly exports: ResponseExports;
  readonly events: EventSubscriptions;
  readonly behaviour: Behaviour = {
    ...LINK_BEHAVIOUR,
    indexLagMs: 0,
    readLagMs: 0,
    loosePhones: false,
    tellsMilliseconds: false,
    tokenLifetimeSeconds: 3599,
    insistsOnScope: false,
    scopes: ['manage:all'],
    responseLagMs: 1500,
    exportLagMs: 0,
    exportChecks: 2,
    exportStatus: null,
    exportVanishes: null,
    rowsPerExportFile: 1_000_000,
    hostileRows: [],
    lastModifiedBeside: false,
    isBrandAdministrator: true,
    noticePausesMs: [1, 2, 4, 8, 16].map((minutes) => minutes * 60_000),
    exportRedirect: undefined,
  };

  constructor(
    readonly random: Random,
    readonly now: () => number = Date.now,
  ) {
    this.tokens = new IssuedTokens(now);
    this.events = new EventSubscriptions(random, this.brandId);
    const tokens = new ContinuationTokens(random, now);
    this.exports = new ResponseExports({ random, now, behaviour: this.behaviour, tokens });
  }

  /** A survey by its id; throws Refusal when there is none. */
  survey(surveyId: string): Survey {
    const survey = this.surveys.find(({ id }) => id === surveyId);
    if (!survey) throw new Refusal(404, 'GSI_2', 'The survey does not exist.');
    return survey;
  }

  /** A distribution by its id; throws Refusal when there is none. */
  distribution(id: string): Distribution {
    const distribution = this.distributions.find((one) => one.id === id);
    if (!distribution) throw new Refusal(404, 'GED_3', 'The distribution does not exist.');
    return distribution;
  }

  /** Whether a response was completed so lately that it cannot be read yet. */
  isFresh(survey: Survey, responseId: string): boolean {
    const completedAt = survey.responses.completedAt(responseId);
    return completedAt !== undefined && this.now() < completedAt + this.behaviour.responseLagMs;
  }

  /** A directory by its id; throws Refusal when there is none. */
  directory(directoryId: string): ContactDirectory {
    const directory = this.directories.find(({ options }) => options.directoryId === directoryId);
    if (!directory) throw new Refusal(404, undefined, 'The directory does not exist.');
    return directory;
  }

  addDirectory(options: Pick<DirectoryOptions, 'name' | 'isDefault' | 'isLite'> & { directoryId?: string }) {
    const directory = new ContactDirectory({
      directoryId: options.directoryId ?? this.random.id('POOL_'),
      random: this.random,
      now: this.now,
      indexLagMs: () => this.behaviour.indexLagMs,
      readLagMs: () => this.behaviour.readLagMs,
      loosePhones: () => this.behaviour.loosePhones,
      ...options,
    });
    this.directories.push(directory);
    return directory;
  }
}
