import { Refusal } from '../refusal.js';
import { compileFilter } from './contactFilter.js';
import type { Random } from './random.js';
import type { StoredContact } from './records.js';

export interface DirectoryOptions {
  readonly directoryId: string;
  readonly name: string | null;
  readonly isDefault?: boolean;
  /** "XMD Lite": its contacts cannot be searched or listed. */
  readonly isLite?: boolean;
  readonly random: Random;
  /** ms since 1970. */
  readonly now: () => number;
  /** How late the search index shows a write, in ms; asked at each write. */
  readonly indexLagMs: () => number;
  /** How long a GET by id says 404 after a create, in ms. */
  readonly readLagMs: () => number;
  /** Whether search compares phone numbers by their digits. */
  readonly loosePhones: () => boolean;
}

/** A write that the index will show. */
interface Change {
  readonly visibleAt: number;
  readonly id: string;
  /** Absent: deleted. */
  readonly contact: StoredContact | undefined;
}

/** A contact that was not changed for so long is at rest. */
const AT_REST_MS = 60_000;

/** Qualtrics refuses to page past this many contacts of a search. */
const DEPTH_LIMIT = 10_000;

/** One directory: contacts that are read and written at once, and a search index that shows them later. */
export class ContactDirectory {
  readonly options: DirectoryOptions;
  readonly contacts = new Map<string, StoredContact>();
  readonly #index = new Map<string, StoredContact>();
  #pending: Change[] = [];
  #answers = new Map<string, StoredContact[]>();

  constructor(options: DirectoryOptions) {
    this.options = options;
  }

  create(fields: Partial<Omit<StoredContact, 'id'>> & { readonly id?: string }): StoredContact {
    const now = this.options.now();
    const contact: StoredContact = {
      id: this.options.random.id('CID_'),
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
  update(id: string, changes: Partial<Omit<StoredContact, 'id'>>): StoredContact {
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
    if (!contact || this.options.now() < contact.creationDate + this.options.readLagMs()) throw notFound();
    return contact;
  }

  /** A page of what the index shows, by offset, in an order of its own. */
  search(body: unknown, offset: number, pageSize: number): { page: StoredContact[]; isFull: boolean } {
    if (this.options.isLite) throw new Refusal(403, 'SCD_2', 'This directory does not support contact search.');
    if (offset + pageSize > DEPTH_LIMIT) {
      throw new Refusal(400, 'BRE_0.5', `Search is limited to the first ${DEPTH_LIMIT} contacts.`);
    }
    this.#catchUp();
    const key = JSON.stringify(body);
    let matches = this.#answers.get(key);
    if (!matches) {
      matches = [...this.#index.values()].filter(compileFilter(body, this.options.loosePhones()));
      this.#answers.set(key, matches);
    }
    const page = matches.slice(offset, offset + pageSize);
    return { page, isFull: page.length === pageSize };
  }

  /** Changes the first contact that was at rest: it leaves its place in time, and whatever the index lists behind slides. */
  slide(): void {
    const restingSince = this.options.now() - AT_REST_MS;
    for (const { id, lastModified } of this.#index.values()) {
      if (lastModified > restingSince || !this.contacts.has(id)) continue;
      this.update(id, {});
      return;
    }
  }

  #write(id: string, contact: StoredContact | undefined): void {
    if (contact) this.contacts.set(id, contact);
    else this.contacts.delete(id);
    this.#pending.push({ visibleAt: this.options.now() + this.options.indexLagMs(), id, contact });
  }

  /** Lets the index show what is due. Writes of one contact become visible in their order. */
  #catchUp(): void {
    if (this.#pending.length === 0) return;
    const now = this.options.now();
    const late: Change[] = [];
    const lateIds = new Set<string>();
    let hasChanged = false;
    for (const change of this.#pending) {
      if (change.visibleAt > now || lateIds.has(change.id)) {
        late.push(change);
        lateIds.add(change.id);
        continue;
      }
      if (change.contact) this.#index.set(change.id, change.contact);
      else this.#index.delete(change.id);
      hasChanged = true;
    }
    this.#pending = late;
    if (hasChanged) this.#answers = new Map();
  }
}

function notFound(): Refusal {
  return new Refusal(404, undefined, 'The contact does not exist.');
}
