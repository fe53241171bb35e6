import { Refusal } from '../refusal.js';
import type { ContactBehaviour } from './contactBehaviour.js';
import { type ContactFields, type DeduplicationCriteria, Duplicates } from './duplicates.js';
import { Members } from './members.js';
import type { Random } from './random.js';
import type { StoredContact } from './records.js';
import { SearchIndex } from './searchIndex.js';

export interface DirectoryOptions {
  readonly directoryId: string;
  readonly name: string | null;
  readonly isDefault?: boolean;
  /** "XMD Lite": its contacts cannot be searched or listed. */
  readonly isLite?: boolean;
  /** Which fields make two contacts one, in mailing lists and imports; by default e-mail. */
  readonly deduplicationCriteria?: Partial<DeduplicationCriteria>;
  readonly random: Random;
  /** ms since 1970. */
  readonly now: () => number;
  readonly behaviour: ContactBehaviour;
}

/** A page of a search. */
export interface Found {
  readonly page: readonly StoredContact[];
  /** Whether the page is as long as it may be. */
  readonly isFull: boolean;
  /** Whether more contacts match. */
  readonly hasMore: boolean;
}

type Changes = Partial<Omit<StoredContact, 'id' | 'serial'>>;

/** A contact that was not changed for so long is at rest. */
const AT_REST_MS = 60_000;

/** Qualtrics refuses to page past this many contacts of a search. */
const DEPTH_LIMIT = 10_000;

const NO_FIELDS = { email: false, firstName: false, lastName: false, externalDataReference: false, phone: false };

/** One directory: contacts that are read and written at once, and a search index that shows them later. */
export class ContactDirectory {
  readonly options: DirectoryOptions;
  readonly contacts = new Map<string, StoredContact>();
  readonly members = new Members();
  readonly #index: SearchIndex;
  #criteria: DeduplicationCriteria;
  #duplicates: Duplicates;
  #serial = 0;
  #all: readonly StoredContact[] | undefined;

  constructor(options: DirectoryOptions) {
    this.options = options;
    this.#index = new SearchIndex({ now: options.now, lagMs: () => options.behaviour.indexLagMs });
    this.#criteria = { ...NO_FIELDS, ...(options.deduplicationCriteria ?? { email: true }) };
    this.#duplicates = new Duplicates(this.#criteria);
  }

  /** What the next contact is counted as. */
  get nextSerial(): number {
    return this.#serial + 1;
  }

  get deduplicationCriteria(): DeduplicationCriteria {
    return this.#criteria;
  }

  /** Contacts that are there already stay as they are. */
  set deduplicationCriteria(criteria: Partial<DeduplicationCriteria>) {
    this.#criteria = { ...NO_FIELDS, ...criteria };
    this.#duplicates = new Duplicates(this.#criteria);
    for (const contact of this.contacts.values()) this.#duplicates.write(contact.id, undefined, contact);
  }

  create(fields: Changes & { readonly id?: string }): StoredContact {
    const now = this.options.now();
    this.#serial += 1;
    const contact: StoredContact = {
      id: this.options.random.id('CID_'),
      serial: this.#serial,
      creationDate: now,
      lastModified: now,
      firstName: null,
      lastName: null,
      email: null,
      phone: null,
      extRef: null,
      language: null,
      unsubscribed: false,
      unsubscribeDate: null,
      embeddedData: {},
      mailingLists: new Map(),
      ...fields,
    };
    this.#write(contact.id, contact);
    return contact;
  }

  /** Changes a contact; what `changes` does not name stays. `lastModified` is now unless it is named. */
  update(id: string, changes: Changes): StoredContact {
    const before = this.contacts.get(id);
    if (!before) throw notFound();
    const contact = { ...before, lastModified: this.options.now(), ...changes };
    this.#write(id, contact);
    return contact;
  }

  delete(id: string): void {
    if (!this.contacts.has(id)) throw notFound();
    this.#write(id, undefined);
  }

  /** A contact by id; for a while after its creation there seems to be none. */
  get(id: string): StoredContact {
    const contact = this.contacts.get(id);
    const { readLagMs } = this.options.behaviour;
    if (!contact || this.options.now() < contact.creationDate + readLagMs) throw notFound();
    return contact;
  }

  /** The contact that the directory takes for the same as a new one. */
  duplicateOf(fields: Partial<ContactFields>): StoredContact | undefined {
    const id = this.#duplicates.find(fields);
    return id === undefined ? undefined : this.contacts.get(id);
  }

  /** All contacts in the order of their creation; the same list until a contact is written. */
  all(): readonly StoredContact[] {
    this.#all ??= [...this.contacts.values()];
    return this.#all;
  }

  /** The contacts of a mailing list in the order of their creation. */
  membersOf(mailingListId: string): readonly StoredContact[] {
    return this.members.of(mailingListId, this.contacts);
  }

  /** A page of what the index shows, by offset, in an order of its own. */
  search(body: unknown, offset: number, pageSize: number): Found {
    if (this.options.isLite) {
      throw new Refusal(403, 'AuthZ_2.0', 'This user does not have access to this API endpoint.');
    }
    if (offset + pageSize > DEPTH_LIMIT) {
      throw new Refusal(400, 'BRE_0.5', `Search is limited to the first ${DEPTH_LIMIT} contacts.`);
    }
    const { searchPageMax } = this.options.behaviour;
    const matches = this.#index.matches(body, this.options.behaviour);
    const page = matches.slice(offset, offset + Math.min(pageSize, searchPageMax));
    const hasMore = offset + page.length < matches.length;
    return { page, isFull: page.length === pageSize, hasMore };
  }

  /** Changes the first contact that was at rest: it leaves its place in time, and whatever the index lists behind slides. */
  slide(): void {
    const restingSince = this.options.now() - AT_REST_MS;
    for (const { id, lastModified } of this.#index.contacts()) {
      if (lastModified > restingSince || !this.contacts.has(id)) continue;
      this.update(id, {});
      return;
    }
  }

  #write(id: string, contact: StoredContact | undefined): void {
    const before = this.contacts.get(id);
    if (contact) this.contacts.set(id, contact);
    else this.contacts.delete(id);
    this.#all = undefined;
    this.members.write(id, before, contact);
    this.#duplicates.write(id, before, contact);
    this.#index.write(id, contact);
  }
}

function notFound(): Refusal {
  return new Refusal(404, undefined, 'The contact does not exist.');
}
