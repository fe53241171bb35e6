import { Refusal } from '../../refusal.js';
import type { ContactBehaviour } from '../contactBehaviour.js';
import { type ContactInput, InvalidValue, readContact } from '../contactInput.js';

/** Contacts of one job (documented). */
const MAX_CONTACTS = 10_000;

type TransactionData = Readonly<Record<string, string | number | boolean>>;

/** A row that is to be imported, or why it cannot be. */
export type ImportRow =
  | {
      readonly kind: 'contact';
      readonly index: number;
      readonly input: ContactInput;
      readonly transactionData: TransactionData | undefined;
    }
  | { readonly kind: 'invalid'; readonly index: number; readonly why: InvalidValue; readonly source: SourceRow };

/** What the report repeats of a row that failed. */
export interface SourceRow {
  readonly email: string | null;
  readonly phone: string | null;
}

/** The body of a job's start, checked. */
export interface ImportRequest {
  readonly batchId: string | undefined;
  readonly rows: readonly ImportRow[];
  /** Indexes of contacts whose transaction and embedded data were mixed up. */
  readonly unprocessed: readonly number[];
}

/** Reads the body that starts an import. Throws Refusal when the whole job is refused. */
export function readImport(body: unknown, behaviour: ContactBehaviour): ImportRequest {
  const { contacts, transactionMeta, ...others } = asObject(body, 'contacts');
  const unknown = Object.keys(others)[0];
  if (unknown) throw new Refusal(400, 'RP_9', `Unexpected json key provided: ${unknown}`);
  if (!Array.isArray(contacts)) throw new Refusal(400, 'RP_10', 'Expected param not found: contacts');
  if (contacts.length > MAX_CONTACTS) throw new Refusal(413, undefined, `More than ${MAX_CONTACTS} contacts.`);
  const { batchId, fields } = readMeta(transactionMeta);
  const rows: ImportRow[] = [];
  const unprocessed: number[] = [];
  for (const [index, contact] of contacts.entries()) {
    const { transactionData, ...rest } = asObject(contact, `contacts[${index}]`);
    const data = transactionData === undefined ? undefined : readTransactionData(transactionData);
    const row = readRow(rest, index, data, behaviour);
    if (isMixedUp(data, rest.embeddedData, fields)) unprocessed.push(index);
    else rows.push(row);
  }
  return { batchId, rows, unprocessed };
}

function readRow(
  contact: Record<string, unknown>,
  index: number,
  transactionData: TransactionData | undefined,
  behaviour: ContactBehaviour,
): ImportRow {
  try {
    return { kind: 'contact', index, input: readContact(contact, behaviour), transactionData };
  } catch (error) {
    if (!(error instanceof InvalidValue)) throw error;
    const { email, phone } = contact as Partial<Record<string, string>>;
    return { kind: 'invalid', index, why: error, source: { email: email ?? null, phone: phone ?? null } };
  }
}

/** Keys of transaction data must be among the fields, those of embedded data must not. */
function isMixedUp(data: TransactionData | undefined, embeddedData: unknown, fields: readonly string[]): boolean {
  const isOther = Object.keys(data ?? {}).some((key) => !fields.includes(key));
  return isOther || Object.keys(embeddedData ?? {}).some((key) => fields.includes(key));
}

function readMeta(meta: unknown): { batchId: string | undefined; fields: readonly string[] } {
  if (meta === undefined) return { batchId: undefined, fields: [] };
  const { batchId, fields = [], ...others } = asObject(meta, 'transactionMeta');
  const unknown = Object.keys(others)[0];
  if (unknown) throw new Refusal(400, 'RP_9', `Unexpected json key provided: ${unknown}`);
  if (batchId !== undefined && typeof batchId !== 'string') throw new Refusal(400, 'RP_9', 'Invalid batchId.');
  if (!Array.isArray(fields) || fields.some((field) => typeof field !== 'string')) {
    throw new Refusal(400, 'RP_9', 'Invalid fields.');
  }
  return { batchId, fields };
}

/** Transaction data: strings, numbers and booleans. Throws Refusal. */
export function readTransactionData(value: unknown): TransactionData {
  const data = asObject(value, 'transactionData');
  for (const [name, one] of Object.entries(data)) {
    if (!['string', 'number', 'boolean'].includes(typeof one)) throw new Refusal(400, 'RP_9', `Invalid ${name}.`);
  }
  return data as TransactionData;
}

function asObject(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Refusal(400, 'RP_9', `Invalid ${what}.`);
  }
  return value as Record<string, unknown>;
}
