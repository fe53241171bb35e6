import { Refusal } from '../refusal.js';
import { demoGroups, demoUsers, type Group, type User } from './accounts.js';
import { CONTACT_BEHAVIOUR, type ContactBehaviour } from './contactBehaviour.js';
import { ContactDirectory, type DirectoryOptions } from './contactDirectory.js';
import { removeFromList } from './contactWrites.js';
import type { Distribution } from './distributions/distribution.js';
import { LINK_BEHAVIOUR, type LinkBehaviour } from './distributions/links.js';
import type { SmsDistribution } from './distributions/smsDistribution.js';
import { EventSubscriptions } from './events/eventSubscriptions.js';
import { ContinuationTokens } from './exports/continuationTokens.js';
import { ResponseExports } from './exports/responseExports.js';
import { ContactImports } from './imports/contactImports.js';
import { IssuedTokens } from './issuedTokens.js';
import { demoMessages, type LibraryMessage } from './libraryMessages.js';
import type { Random } from './random.js';
import type { MailingList } from './records.js';
import { RESPONSE_BEHAVIOUR, type ResponseBehaviour } from './responseBehaviour.js';
import { ResponseJobs } from './responses/responseJobs.js';
import { Uploads } from './responses/uploads.js';
import { SurveySessions } from './surveySessions.js';
import type { Survey } from './surveys/survey.js';
import { Transactions } from './transactions.js';

/** The user whom everything in the brand belongs to. */
export const OWNER_ID = 'UR_0SandboxUser001';

/** How the sandbox behaves; may be changed while it runs. */
export interface Behaviour extends ContactBehaviour, ResponseBehaviour, LinkBehaviour {
  tokenLifetimeSeconds: number;
  /** Whether a token request without a scope is refused. */
  insistsOnScope: boolean;
  /** Scopes of the OAuth client. */
  scopes: readonly string[];
  /** Where export files are redirected to, instead of being sent; the file's id is appended. */
  exportRedirect: string | undefined;
}

/** A directory to add; its id is made when it has none. */
type AddedDirectory = Omit<DirectoryOptions, 'directoryId' | 'random' | 'now' | 'behaviour'> & {
  readonly directoryId?: string;
};

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
  readonly smsDistributions: SmsDistribution[] = [];
  readonly messages: LibraryMessage[] = demoMessages(OWNER_ID);
  readonly users = demoUsers(OWNER_ID);
  readonly groups: Group[];
  readonly sessions: SurveySessions;
  readonly transactions: Transactions;
  readonly imports: ContactImports;
  readonly tokens: IssuedTokens;
  readonly exports: ResponseExports;
  readonly responseJobs: ResponseJobs;
  readonly uploads: Uploads;
  readonly events: EventSubscriptions;
  /** What was made for an `Idempotency-Key`, by kind. */
  readonly #madeForKeys = new Map<string, Map<string, string>>();
  readonly behaviour: Behaviour = {
    ...CONTACT_BEHAVIOUR,
    ...RESPONSE_BEHAVIOUR,
    ...LINK_BEHAVIOUR,
    tokenLifetimeSeconds: 3599,
    insistsOnScope: false,
    scopes: ['manage:all'],
    exportRedirect: undefined,
  };

  constructor(
    readonly random: Random,
    readonly now: () => number = Date.now,
  ) {
    this.groups = demoGroups(this.users, now());
    this.sessions = new SurveySessions(random);
    this.transactions = new Transactions(random, now);
    this.imports = new ContactImports(this);
    this.tokens = new IssuedTokens(now);
    this.events = new EventSubscriptions(random, this.brandId);
    this.responseJobs = new ResponseJobs(random, () => this.behaviour.batchChecks);
    this.uploads = new Uploads(random);
    const tokens = new ContinuationTokens(random, now);
    this.exports = new ResponseExports({ random, now, behaviour: this.behaviour, tokens });
  }

  /** The user who asks. */
  get user(): User {
    const [user] = this.users;
    if (!user) throw new Error('The brand has no user.');
    return user;
  }

  /** Ids of what was made so far for an `Idempotency-Key`, by survey and key. */
  madeForKeys(kind: 'import' | 'response'): Map<string, string> {
    const made = this.#madeForKeys.get(kind) ?? new Map<string, string>();
    this.#madeForKeys.set(kind, made);
    return made;
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

  /** A mailing list of a directory; throws Refusal when there is none. */
  mailingList(directoryId: string, mailingListId: string): MailingList {
    this.directory(directoryId);
    const list = this.mailingLists.find(
      (one) => one.mailingListId === mailingListId && one.directoryId === directoryId,
    );
    if (!list) throw new Refusal(404, undefined, 'The mailing list does not exist.');
    return list;
  }

  addMailingList(list: Pick<MailingList, 'directoryId' | 'name'> & Partial<MailingList>): MailingList {
    const now = this.now();
    const made = {
      mailingListId: this.random.id('CG_'),
      ownerId: OWNER_ID,
      creationDate: now,
      lastModifiedDate: now,
      ...list,
    };
    this.mailingLists.push(made);
    return made;
  }

  /** Deletes a mailing list; its contacts stay in the directory. */
  deleteMailingList({ directoryId, mailingListId }: MailingList): void {
    const directory = this.directory(directoryId);
    for (const { id } of [...directory.membersOf(mailingListId)]) removeFromList(directory, mailingListId, id);
    this.mailingLists.splice(
      this.mailingLists.findIndex((list) => list.mailingListId === mailingListId),
      1,
    );
  }

  addDirectory(options: AddedDirectory): ContactDirectory {
    const directory = new ContactDirectory({
      directoryId: options.directoryId ?? this.random.id('POOL_'),
      random: this.random,
      now: this.now,
      behaviour: this.behaviour,
      ...options,
    });
    this.directories.push(directory);
    return directory;
  }
}
