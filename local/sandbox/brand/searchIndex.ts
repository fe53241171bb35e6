import { compileFilter } from './contactFilter.js';
import type { StoredContact } from './records.js';

/** A write that the index will show. */
interface Change {
  readonly visibleAt: number;
  readonly id: string;
  /** Absent: deleted. */
  readonly contact: StoredContact | undefined;
}

export interface SearchIndexOptions {
  /** ms since 1970. */
  readonly now: () => number;
  /** How late the index shows a write, in ms; asked at each write. */
  readonly lagMs: () => number;
}

/** How a search reads the index. */
export interface SearchStyle {
  /** Whether phone numbers compare by their digits. */
  readonly loosePhones: boolean;
  /** Whether the newest contact comes first. */
  readonly newestFirst: boolean;
  /** Whether the first contact found is listed a second time, at the end. */
  readonly repeatsContacts: boolean;
}

/** Answers kept, so that the pages of a few searches at once are cut from the same lists. */
const MAX_ANSWERS = 16;

/** What a search of contacts sees: every write, but late. */
export class SearchIndex {
  readonly #options: SearchIndexOptions;
  readonly #contacts = new Map<string, StoredContact>();
  #pending: Change[] = [];
  #answers = new Map<string, StoredContact[]>();

  constructor(options: SearchIndexOptions) {
    this.#options = options;
  }

  /** Takes a write; `contact` absent: deleted. */
  write(id: string, contact: StoredContact | undefined): void {
    const lagMs = this.#options.lagMs();
    if (lagMs <= 0 && this.#pending.length === 0) this.#show({ visibleAt: 0, id, contact });
    else this.#pending.push({ visibleAt: this.#options.now() + lagMs, id, contact });
  }

  /** What matches a search's body, in an order of the index's own. Throws Refusal when the body is not well formed. */
  matches(body: unknown, style: SearchStyle): readonly StoredContact[] {
    this.#catchUp();
    const key = JSON.stringify([body, style]);
    const known = this.#answers.get(key);
    if (known) return known;
    const found = [...this.#contacts.values()].filter(compileFilter(body, style.loosePhones));
    if (style.newestFirst) found.reverse();
    if (style.repeatsContacts) found.push(...found.slice(0, 1));
    const [oldest] = this.#answers.keys();
    if (oldest !== undefined && this.#answers.size >= MAX_ANSWERS) this.#answers.delete(oldest);
    this.#answers.set(key, found);
    return found;
  }

  /** The contacts as the index lists them. */
  contacts(): Iterable<StoredContact> {
    return this.#contacts.values();
  }

  #show({ id, contact }: Change): void {
    if (contact) this.#contacts.set(id, contact);
    else this.#contacts.delete(id);
    if (this.#answers.size > 0) this.#answers = new Map();
  }

  /** Lets the index show what is due. Writes of one contact become visible in their order. */
  #catchUp(): void {
    if (this.#pending.length === 0) return;
    const now = this.#options.now();
    const late: Change[] = [];
    const lateIds = new Set<string>();
    for (const change of this.#pending) {
      if (change.visibleAt > now || lateIds.has(change.id)) {
        late.push(change);
        lateIds.add(change.id);
      } else {
        this.#show(change);
      }
    }
    this.#pending = late;
  }
}
