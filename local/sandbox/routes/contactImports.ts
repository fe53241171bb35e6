import type { FastifyInstance } from 'fastify';
import type { ImportedRow } from '../brand/imports/contactImports.js';
import { readImport } from '../brand/imports/importRequest.js';
import { answered } from '../http/answers.js';
import { numberInToken, tokenOf } from '../http/paging.js';

type OfList = { Params: { directoryId: string; mailingListId: string } };
type OfJob = { Params: OfList['Params'] & { importId: string } };
type OfReport = { Params: { directoryId: string; importId: string }; Querystring: { skipToken?: string } };

const SCOPES = ['manage:mailing_list_contacts', 'write:mailing_list_contacts', 'manage:contact_transactions'];
const PATH = '/directories/:directoryId/mailinglists/:mailingListId/transactioncontacts';

/** Imports of contacts into a mailing list: start, status, summary, report. */
export function addContactImportRoutes(api: FastifyInstance): void {
  api.post<OfList>(PATH, { config: { scopes: SCOPES, kinds: ['startImport'] } }, async (request, reply) => {
    const { directoryId, mailingListId } = request.params;
    const job = request.tenant.imports.start(
      directoryId,
      mailingListId,
      readImport(request.body, request.tenant.behaviour),
    );
    const path = request.url.split('?')[0]?.replace(/\/$/, '');
    const url = `http://${request.headers.host}${path}/${job.id}`;
    reply.code(202);
    const contacts = { unprocessed: job.unprocessed };
    return answered({ id: job.id, contacts, tracking: { url }, status: 'inProgress' }, 202);
  });

  api.get<OfJob>(`${PATH}/:importId`, { config: { scopes: SCOPES, kinds: ['importStatus'] } }, async (request) => {
    const { directoryId, mailingListId, importId } = request.params;
    const progress = request.tenant.imports.check(request.tenant.imports.job(directoryId, importId, mailingListId));
    return answered({
      percentComplete: progress.percentComplete,
      ...counts(progress.rows),
      status: progress.isComplete ? 'complete' : 'inProgress',
    });
  });

  api.get<OfJob>(
    `${PATH}/:importId/summary`,
    { config: { scopes: SCOPES, kinds: ['importSummary'] } },
    async (request) => {
      const { directoryId, mailingListId, importId } = request.params;
      const { percentComplete, rows, isComplete } = request.tenant.imports.progress(
        request.tenant.imports.job(directoryId, importId, mailingListId),
      );
      const invalidEmails = rows.flatMap(({ outcome, email }) => (outcome === 'failed' && email ? [email] : []));
      const status = isComplete ? 'complete' : 'inProgress';
      return answered({ percentComplete, ...counts(rows), invalidEmails, status });
    },
  );

  api.get<OfReport>(
    '/directories/:directoryId/imports/api-import/jobs/:importId/report',
    { config: { scopes: SCOPES, kinds: ['importSummary'] } },
    async (request) => {
      const { directoryId, importId } = request.params;
      const { rows } = request.tenant.imports.progress(request.tenant.imports.job(directoryId, importId));
      const { reportPageSize, reportTokenBeside, reportIndexesAsText } = request.tenant.behaviour;
      const start = numberInToken(request.query.skipToken);
      const end = start + reportPageSize;
      const importReportEntries = rows.slice(start, end).map((row) => asEntry(row, reportIndexesAsText));
      const token = { skipToken: end < rows.length ? tokenOf(end) : null };
      const { meta } = answered();
      return reportTokenBeside
        ? { results: { importReportEntries }, ...token, meta }
        : { results: { importReportEntries, ...token }, meta };
    },
  );
}

function counts(rows: readonly ImportedRow[]) {
  const count = { added: 0, updated: 0, failed: 0 };
  let created = 0;
  for (const { outcome, transactionId } of rows) {
    count[outcome] += 1;
    if (transactionId !== null) created += 1;
  }
  return { contacts: { count }, transactions: { count: { created } } };
}

/** A row of the report. Which words and codes the vendor has for a status is not published: these are texts only. */
function asEntry(row: ImportedRow, isIndexText: boolean) {
  const isGood = row.outcome !== 'failed';
  return {
    sourceIndexId: isIndexText ? String(row.index) : row.index,
    email: row.email,
    phone: row.phone,
    contactId: row.contactId,
    importStatus: row.outcome,
    importStatusCode: null,
    transactionId: row.transactionId,
    transactionStatus: row.transactionId === null ? null : 'created',
    transactionStatusCode: null,
    contactListContactId: row.lookupId,
    contactListContactStatus: isGood ? row.outcome : null,
    contactListContactStatusCode: null,
  };
}
