import type { StoredContact } from './records.js';

/** Which contacts are in which mailing list of a directory. */
export class Members {
  readonly #idsByList = new Map<string, Set<string>>();
  readonly #contactsByList = new Map<string, readonly StoredContact[]>();

  count(mailingListId: string): number {
    return this.#idsByList.get(mailingListId)?.size ?? 0;
  }

  /** In the order of their creation; the same list until one of its contacts is written. */
  of(mailingListId: string, contacts: ReadonlyMap<string, StoredContact>): readonly StoredContact[] {
    const known = this.#contactsByList.get(mailingListId);
    if (known) return known;
    const ids = [...(this.#idsByList.get(mailingListId) ?? [])];
    const found = ids.flatMap((id) => contacts.get(id) ?? []).sort((one, other) => one.serial - other.serial);
    this.#contactsByList.set(mailingListId, found);
    return found;
  }

  /** Takes a write of a contact; `before` or `after` absent: created or deleted. */
  write(id: string, before: StoredContact | undefined, after: StoredContact | undefined): void {
    for (const list of before?.mailingLists.keys() ?? []) {
      this.#contactsByList.delete(list);
      if (!after?.mailingLists.has(list)) this.#idsByList.get(list)?.delete(id);
    }
    for (const list of after?.mailingLists.keys() ?? []) {
      this.#contactsByList.delete(list);
      const ids = this.#idsByList.get(list) ?? new Set();
      this.#idsByList.set(list, ids.add(id));
    }
  }
}
