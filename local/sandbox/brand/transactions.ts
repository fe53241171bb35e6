import type { Random } from './random.js';

/** What happened with a contact of a mailing list: a purchase, a call. */
export interface Transaction {
  /** `CTR_…`. */
  readonly transactionId: string;
  readonly directoryId: string;
  readonly contactId: string;
  readonly mailingListId: string;
  /** `yyyy-MM-dd HH:mm:ss`, UTC. */
  readonly transactionDate: string;
  readonly data: Readonly<Record<string, string | number | boolean>>;
}

export interface TransactionBatch {
  /** `BT_…`. */
  readonly batchId: string;
  readonly directoryId: string;
  /** `yyyy-MM-dd HH:mm:ss`, UTC. */
  readonly creationDate: string;
  readonly transactionIds: string[];
}

/** The transactions of a brand, and the batches that they are sent in. */
export class Transactions {
  readonly #random: Random;
  readonly #now: () => number;
  readonly #ofContacts = new Map<string, Transaction[]>();
  readonly #transactions = new Map<string, Transaction>();
  readonly #batches = new Map<string, TransactionBatch>();

  constructor(random: Random, now: () => number) {
    this.#random = random;
    this.#now = now;
  }

  /** Adds a transaction; its date is now unless it is given. */
  add(transaction: Omit<Transaction, 'transactionId' | 'transactionDate'> & { transactionDate?: string }): Transaction {
    const transactionId = this.#random.id('CTR_');
    const made = { transactionDate: this.#text(), ...transaction, transactionId };
    this.#transactions.set(transactionId, made);
    const others = this.#ofContacts.get(made.contactId);
    if (others) others.push(made);
    else this.#ofContacts.set(made.contactId, [made]);
    return made;
  }

  get(directoryId: string, transactionId: string): Transaction | undefined {
    const transaction = this.#transactions.get(transactionId);
    return transaction?.directoryId === directoryId ? transaction : undefined;
  }

  delete({ transactionId, contactId }: Transaction): void {
    this.#transactions.delete(transactionId);
    const others = (this.#ofContacts.get(contactId) ?? []).filter((one) => one.transactionId !== transactionId);
    this.#ofContacts.set(contactId, others);
    for (const { transactionIds } of this.#batches.values()) {
      const index = transactionIds.indexOf(transactionId);
      if (index >= 0) transactionIds.splice(index, 1);
    }
  }

  /** In the order they were added. */
  ofContact(contactId: string): readonly Transaction[] {
    return this.#ofContacts.get(contactId) ?? [];
  }

  addBatch(directoryId: string, transactionIds: readonly string[], creationDate = this.#text()): TransactionBatch {
    const batchId = this.#random.id('BT_');
    const batch = { batchId, directoryId, creationDate, transactionIds: [...transactionIds] };
    this.#batches.set(batchId, batch);
    return batch;
  }

  batch(directoryId: string, batchId: string): TransactionBatch | undefined {
    const batch = this.#batches.get(batchId);
    return batch?.directoryId === directoryId ? batch : undefined;
  }

  batches(directoryId: string): readonly TransactionBatch[] {
    return [...this.#batches.values()].filter((batch) => batch.directoryId === directoryId);
  }

  /** The transactions of a batch. */
  inBatch({ transactionIds }: TransactionBatch): readonly Transaction[] {
    return transactionIds.flatMap((id) => this.#transactions.get(id) ?? []);
  }

  deleteBatch({ batchId }: TransactionBatch): void {
    this.#batches.delete(batchId);
  }

  #text(): string {
    return new Date(this.#now()).toISOString().slice(0, 19).replace('T', ' ');
  }
}
