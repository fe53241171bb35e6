import type { FastifyInstance } from 'fastify';
import type { Tenant } from '../brand/tenant.js';
import type { TransactionBatch } from '../brand/transactions.js';
import { answered } from '../http/answers.js';
import { type Paged, page } from '../http/paging.js';
import { Refusal } from '../refusal.js';
import { asTransaction } from './transactions.js';

type InDirectory = { Params: { directoryId: string } };
type OfBatch = { Params: { directoryId: string; batchId: string } };

const READ = ['read:contact_transactions', 'manage:contact_transactions'];
const WRITE = ['write:contact_transactions', 'manage:contact_transactions'];

/** Batches of transactions: how one mail for each purchase is sent. */
export function addTransactionBatchRoutes(api: FastifyInstance): void {
  const read = { config: { scopes: READ, kinds: ['readTransactions'] } };
  const write = { config: { scopes: WRITE, kinds: ['writeTransactions'] } };
  const batchOf = ({ tenant, params }: { tenant: Tenant; params: OfBatch['Params'] }): TransactionBatch => {
    const { directoryId, batchId } = params;
    tenant.directory(directoryId);
    const batch = tenant.transactions.batch(directoryId, batchId);
    if (!batch) throw new Refusal(404, undefined, 'The batch does not exist.');
    return batch;
  };

  api.post<InDirectory & { Body: { transactionIds?: unknown; creationDate?: string } | undefined }>(
    '/directories/:directoryId/transactionbatches',
    write,
    async (request) => {
      const { transactions } = request.tenant;
      const { directoryId } = request.tenant.directory(request.params.directoryId).options;
      const { transactionIds = [], creationDate } = request.body ?? {};
      const isList = Array.isArray(transactionIds);
      if (!isList || transactionIds.some((id) => !transactions.get(directoryId, String(id)))) {
        throw new Refusal(400, 'RP_9', 'Invalid transactionIds.');
      }
      return answered({ id: transactions.addBatch(directoryId, transactionIds, creationDate).batchId });
    },
  );

  api.get<InDirectory & Paged>('/directories/:directoryId/transactionbatches', read, async (request) => {
    const { directoryId } = request.tenant.directory(request.params.directoryId).options;
    const { elements, nextPage } = page(request, request.tenant.transactions.batches(directoryId), 100, 100);
    return answered({ elements: elements.map(asBatch), nextPage });
  });

  api.get<OfBatch>('/directories/:directoryId/transactionbatches/:batchId', read, async (request) =>
    answered(asBatch(batchOf(request))),
  );

  api.delete<OfBatch>('/directories/:directoryId/transactionbatches/:batchId', write, async (request) => {
    request.tenant.transactions.deleteBatch(batchOf(request));
    return answered();
  });

  api.get<OfBatch & Paged>(
    '/directories/:directoryId/transactionbatches/:batchId/transactions',
    read,
    async (request) => {
      const { elements, nextPage } = page(request, request.tenant.transactions.inBatch(batchOf(request)), 100, 100);
      return answered({ elements: elements.map((one) => asTransaction(one, true)), nextPage });
    },
  );
}

function asBatch({ batchId, creationDate }: TransactionBatch) {
  return { batchId, creationDate };
}
