import { Refusal } from '../../refusal.js';
import type { ContactBehaviour } from '../contactBehaviour.js';
import type { ContactDirectory } from '../contactDirectory.js';
import { addToList } from '../contactWrites.js';
import type { Random } from '../random.js';
import type { MailingList } from '../records.js';
import type { Transactions } from '../transactions.js';
import type { ImportRequest, ImportRow } from './importRequest.js';

/** What became of a row. */
export interface ImportedRow {
  /** Counts the contacts of the job's start from 0. */
  readonly index: number;
  readonly outcome: 'added' | 'updated' | 'failed';
  readonly email: string | null;
  readonly phone: string | null;
  readonly contactId: string | null;
  readonly lookupId: string | null;
  readonly transactionId: string | null;
}

/** A job; its work is done as soon as it is started, and shows little by little. */
export interface ImportJob {
  readonly id: string;
  readonly directoryId: string;
  readonly mailingListId: string;
  /** When its turn came, or will come; ms since 1970. */
  readonly startedAt: number;
  readonly unprocessed: readonly number[];
  readonly rows: readonly ImportedRow[];
  checks: number;
}

/** How far a job is. */
export interface ImportProgress {
  readonly percentComplete: number;
  readonly isComplete: boolean;
  /** The rows that show. */
  readonly rows: readonly ImportedRow[];
}

/** What imports need of the brand that has them. */
export interface ImportingBrand {
  readonly directories: readonly ContactDirectory[];
  readonly mailingLists: readonly MailingList[];
  readonly transactions: Transactions;
  readonly random: Random;
  readonly behaviour: Readonly<ContactBehaviour>;
  readonly now: () => number;
}

/** The jobs that import contacts into the mailing lists of a brand. */
export class ContactImports {
  readonly #brand: ImportingBrand;
  readonly jobs = new Map<string, ImportJob>();

  constructor(brand: ImportingBrand) {
    this.#brand = brand;
  }

  /**
   * Starts a job. Where the directory, the list or the batch is not there, it does nothing and does not say so.
   * Throws Refusal when too many wait already.
   */
  start(directoryId: string, mailingListId: string, { rows, unprocessed, batchId }: ImportRequest): ImportJob {
    const startedAt = this.#turn();
    const directory = this.#target(directoryId, mailingListId, batchId);
    const imported = directory ? rows.map((row) => this.#import(directory, mailingListId, row)) : [];
    if (directory && batchId !== undefined) {
      const ids = imported.flatMap(({ transactionId }) => transactionId ?? []);
      this.#brand.transactions.batch(directoryId, batchId)?.transactionIds.push(...ids);
    }
    const id = this.#brand.random.id('PGRS_');
    const job = { id, directoryId, mailingListId, startedAt, unprocessed, rows: imported, checks: 0 };
    this.jobs.set(id, job);
    return job;
  }

  /** A job by its id. Throws Refusal when there is none. */
  job(directoryId: string, importId: string, mailingListId?: string): ImportJob {
    const job = this.jobs.get(importId);
    const isThere = job?.directoryId === directoryId && (!mailingListId || job.mailingListId === mailingListId);
    if (!job || !isThere) throw new Refusal(404, undefined, 'The import does not exist.');
    return job;
  }

  /** How far a job is, after one check more. */
  check(job: ImportJob): ImportProgress {
    job.checks += 1;
    return this.progress(job);
  }

  progress(job: ImportJob): ImportProgress {
    const { importChecks, importMs } = this.#brand.behaviour;
    const isComplete = job.checks > importChecks && this.#brand.now() >= job.startedAt + importMs;
    if (isComplete) return { percentComplete: 100, isComplete, rows: job.rows };
    const isWaiting = this.#brand.now() < job.startedAt;
    const share = isWaiting ? 0 : Math.min(job.checks / (importChecks + 1), 0.99);
    const rows = job.rows.slice(0, Math.floor(job.rows.length * share));
    return { percentComplete: Math.floor(share * 100), isComplete, rows };
  }

  /** When the turn of another job comes; ms since 1970. */
  #turn(): number {
    const { importMs, importsAtOnce, importsQueued } = this.#brand.behaviour;
    const now = this.#brand.now();
    const ends = [...this.jobs.values()].map((job) => job.startedAt + importMs).filter((end) => end > now);
    // Which status the vendor refuses with is not documented.
    if (ends.length >= importsAtOnce + importsQueued) throw new Refusal(429, undefined, 'Too many imports.');
    return ends.sort((one, other) => one - other)[ends.length - importsAtOnce] ?? now;
  }

  #target(directoryId: string, listId: string, batchId: string | undefined): ContactDirectory | undefined {
    const { directories, mailingLists, transactions } = this.#brand;
    const hasList = mailingLists.some((one) => one.mailingListId === listId && one.directoryId === directoryId);
    const hasBatch = batchId === undefined || transactions.batch(directoryId, batchId) !== undefined;
    return hasList && hasBatch ? directories.find(({ options }) => options.directoryId === directoryId) : undefined;
  }

  #import(directory: ContactDirectory, mailingListId: string, row: ImportRow): ImportedRow {
    const nothing = { contactId: null, lookupId: null, transactionId: null };
    if (row.kind === 'invalid') return { index: row.index, outcome: 'failed', ...row.source, ...nothing };
    const { contact, outcome } = addToList(directory, mailingListId, row.input);
    const { directoryId } = directory.options;
    const { transactionData: data } = row;
    const transaction =
      data && this.#brand.transactions.add({ directoryId, contactId: contact.id, mailingListId, data });
    return {
      index: row.index,
      outcome,
      email: row.input.fields.email ?? null,
      phone: row.input.fields.phone ?? null,
      contactId: contact.id,
      lookupId: contact.mailingLists.get(mailingListId)?.lookupId ?? null,
      transactionId: transaction?.transactionId ?? null,
    };
  }
}
