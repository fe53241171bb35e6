import type { StoredContact } from './records.js';

/** Which fields make two contacts one; all that are true must be equal. */
export interface DeduplicationCriteria {
  readonly email: boolean;
  readonly firstName: boolean;
  readonly lastName: boolean;
  readonly externalDataReference: boolean;
  readonly phone: boolean;
}

export type ContactFields = Pick<StoredContact, 'email' | 'firstName' | 'lastName' | 'extRef' | 'phone'>;

const FIELDS: Readonly<Record<keyof DeduplicationCriteria, keyof ContactFields>> = {
  email: 'email',
  firstName: 'firstName',
  lastName: 'lastName',
  externalDataReference: 'extRef',
  phone: 'phone',
};

/** Finds the contact that a directory takes for the same as a new one. */
export class Duplicates {
  readonly #fields: readonly (keyof ContactFields)[];
  readonly #idsByKey = new Map<string, string[]>();

  constructor(criteria: DeduplicationCriteria) {
    const names = Object.keys(FIELDS) as (keyof DeduplicationCriteria)[];
    this.#fields = names.filter((name) => criteria[name]).map((name) => FIELDS[name]);
  }

  /** The contact that was there first; none when a field that counts is blank, or when no field counts. */
  find(contact: Partial<ContactFields>): string | undefined {
    const key = this.#keyOf(contact);
    return key === undefined ? undefined : this.#idsByKey.get(key)?.[0];
  }

  /** Takes a write; `before` or `after` absent: created or deleted. */
  write(id: string, before: StoredContact | undefined, after: StoredContact | undefined): void {
    const oldKey = before && this.#keyOf(before);
    const newKey = after && this.#keyOf(after);
    if (oldKey === newKey) return;
    if (oldKey !== undefined) {
      const others = (this.#idsByKey.get(oldKey) ?? []).filter((one) => one !== id);
      if (others.length > 0) this.#idsByKey.set(oldKey, others);
      else this.#idsByKey.delete(oldKey);
    }
    if (newKey !== undefined) this.#idsByKey.set(newKey, [...(this.#idsByKey.get(newKey) ?? []), id]);
  }

  #keyOf(contact: Partial<ContactFields>): string | undefined {
    if (this.#fields.length === 0) return undefined;
    const values = this.#fields.map((field) => (contact[field] ?? '').trim().toLowerCase());
    return values.includes('') ? undefined : values.join('\n');
  }
}
