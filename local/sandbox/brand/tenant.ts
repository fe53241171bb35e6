import { Refusal } from '../refusal.js';
import { ContactDirectory, type DirectoryOptions } from './contactDirectory.js';
import { IssuedTokens } from './issuedTokens.js';
import type { Random } from './random.js';
import type { Distribution, MailingList, Survey } from './records.js';
import { ResponseExports } from './responseExports.js';

/** How the sandbox behaves; may be changed while it runs. */
export interface Behaviour {
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
  /** How often a running export says it is not complete yet. */
  exportChecks: number;
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
  readonly tokens: IssuedTokens;
  readonly exports: ResponseExports;
  readonly behaviour: Behaviour = {
    indexLagMs: 0,
    readLagMs: 0,
    loosePhones: false,
    tellsMilliseconds: false,
    tokenLifetimeSeconds: 3599,
    insistsOnScope: false,
    scopes: ['manage:all'],
    exportChecks: 2,
    exportRedirect: undefined,
  };

  constructor(
    readonly random: Random,
    readonly now: () => number = Date.now,
  ) {
    this.tokens = new IssuedTokens(now);
    this.exports = new ResponseExports(random, () => this.behaviour.exportChecks);
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
