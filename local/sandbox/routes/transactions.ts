import type { FastifyInstance } from 'fastify';
import { calendarTime } from '../brand/calendar.js';
import { readTransactionData } from '../brand/imports/importRequest.js';
import type { Tenant } from '../brand/tenant.js';
import type { Transaction } from '../brand/transactions.js';
import { answered } from '../http/answers.js';
import { type Paged, page } from '../http/paging.js';
import { Refusal } from '../refusal.js';

type InDirectory = { Params: { directoryId: string } };
type OfContact = { Params: { directoryId: string; contactId: string } };
type OfTransaction = { Params: { directoryId: string; transactionId: string } };

const READ = ['read:contact_transactions', 'manage:contact_transactions'];
const WRITE = ['write:contact_transactions', 'manage:contact_transactions'];
const KEYS = ['contactId', 'mailingListId', 'transactionDate', 'data'];

/** Transactions: create several at once, read, delete. */
export function addTransactionRoutes(api: FastifyInstance): void {
  const read = { config: { scopes: READ, kinds: ['readTransactions'] } };
  const write = { config: { scopes: WRITE, kinds: ['writeTransactions'] } };
  const transactionOf = ({ tenant, params }: { tenant: Tenant; params: OfTransaction['Params'] }): Transaction => {
    const { directoryId, transactionId } = params;
    tenant.directory(directoryId);
    const transaction = tenant.transactions.get(directoryId, transactionId);
    if (!transaction) throw new Refusal(404, undefined, 'The transaction does not exist.');
    return transaction;
  };

  api.post<InDirectory>('/directories/:directoryId/transactions', write, async (request) => {
    const { directoryId } = request.tenant.directory(request.params.directoryId).options;
    const { tenant, body } = request;
    if (typeof body !== 'object' || body === null || Array.isArray(body)) {
      throw new Refusal(400, 'RP_10', 'The body must be a map of transactions.');
    }
    const createdTransactions: Record<string, { id: string }> = {};
    const unprocessedTransactions: Record<string, object> = {};
    for (const [key, value] of Object.entries(body)) {
      const transaction = readTransaction(value);
      const why = problemWith(tenant, directoryId, transaction);
      if (why) unprocessedTransactions[key] = { error: why, errorMessage: why };
      else createdTransactions[key] = { id: tenant.transactions.add({ directoryId, ...transaction }).transactionId };
    }
    return answered({ createdTransactions, unprocessedTransactions });
  });

  api.get<OfContact & Paged & { Querystring: { withData?: string } }>(
    '/directories/:directoryId/contacts/:contactId/transactions',
    read,
    async (request) => {
      const { directoryId, contactId } = request.params;
      request.tenant.directory(directoryId).get(contactId);
      const { elements, nextPage } = page(request, request.tenant.transactions.ofContact(contactId), 100, 100);
      const hasData = request.query.withData !== 'false';
      return answered({ elements: elements.map((one) => asTransaction(one, hasData)), nextPage });
    },
  );

  api.get<OfTransaction>('/directories/:directoryId/transactions/:transactionId', read, async (request) =>
    answered(asTransaction(transactionOf(request), true)),
  );

  api.delete<OfTransaction>('/directories/:directoryId/transactions/:transactionId', write, async (request) => {
    request.tenant.transactions.delete(transactionOf(request));
    return answered();
  });
}

/** As it is shown. */
export function asTransaction({ directoryId: _, data, ...transaction }: Transaction, hasData: boolean) {
  return { ...transaction, ...(hasData ? { data } : {}) };
}

function readTransaction(value: unknown) {
  if (typeof value !== 'object' || value === null) throw new Refusal(400, 'RP_9', 'Invalid transaction.');
  const { contactId, mailingListId, transactionDate, data = {} } = value as Record<string, unknown>;
  const unknown = Object.keys(value).find((key) => !KEYS.includes(key));
  if (unknown) throw new Refusal(400, 'RP_9', `Unexpected json key provided: ${unknown}`);
  if (typeof contactId !== 'string' || typeof mailingListId !== 'string') {
    const missing = typeof contactId !== 'string' ? 'contactId' : 'mailingListId';
    throw new Refusal(400, 'RP_10', `Expected param not found: ${missing}`);
  }
  if (typeof transactionDate !== 'string' || calendarTime(transactionDate) === undefined) {
    throw new Refusal(400, 'RP_9', 'Invalid transactionDate.');
  }
  return { contactId, mailingListId, transactionDate, data: readTransactionData(data) };
}

/** Why a transaction is not processed: its contact must be in its list. */
function problemWith(
  tenant: Tenant,
  directoryId: string,
  { contactId, mailingListId }: Pick<Transaction, 'contactId' | 'mailingListId'>,
): string | undefined {
  const contact = tenant.directory(directoryId).contacts.get(contactId);
  if (!contact) return 'The contact does not exist.';
  return contact.mailingLists.has(mailingListId) ? undefined : 'The contact is not in the mailing list.';
}
