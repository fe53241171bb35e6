import type { FastifyInstance } from 'fastify';
import { addAccountRoutes } from './accounts.js';
import { addContactHistoryRoutes } from './contactHistory.js';
import { addContactImportRoutes } from './contactImports.js';
import { addContactSearchRoute } from './contactSearch.js';
import { addContactRoutes } from './contacts.js';
import { addDirectoryRoutes } from './directories.js';
import { addDistributionLinkRoutes } from './distributionLinks.js';
import { addDistributionRoutes } from './distributions.js';
import { addEventSubscriptionRoutes } from './eventSubscriptions.js';
import { addGroupRoutes } from './groups.js';
import { addLibraryRoutes } from './libraries.js';
import { addMailingListContactRoutes } from './mailingListContacts.js';
import { addMailingListRoutes } from './mailingLists.js';
import { addResponseBatchRoutes } from './responseBatches.js';
import { addResponseExportRoutes } from './responseExports.js';
import { addResponseImportRoutes } from './responseImports.js';
import { addResponseRoutes } from './responses.js';
import { addResponseWritingRoutes } from './responseWriting.js';
import { addSmsDistributionRoutes } from './smsDistributions.js';
import { addSurveyDefinitionRoutes } from './surveyDefinitions.js';
import { addSurveySessionRoutes } from './surveySessions.js';
import { addSurveyRoutes } from './surveys.js';
import { addTransactionBatchRoutes } from './transactionBatches.js';
import { addTransactionRoutes } from './transactions.js';
import { addUnreachableContactRoutes } from './unreachableContacts.js';

const RESOURCES = [
  addAccountRoutes,
  addGroupRoutes,
  addDirectoryRoutes,
  addContactSearchRoute,
  addContactRoutes,
  addContactHistoryRoutes,
  addMailingListRoutes,
  addMailingListContactRoutes,
  addUnreachableContactRoutes,
  addContactImportRoutes,
  addTransactionRoutes,
  addTransactionBatchRoutes,
  addDistributionRoutes,
  addDistributionLinkRoutes,
  addSmsDistributionRoutes,
  addLibraryRoutes,
  addSurveyRoutes,
  addSurveyDefinitionRoutes,
  addSurveySessionRoutes,
  addResponseRoutes,
  addResponseWritingRoutes,
  addResponseBatchRoutes,
  addResponseImportRoutes,
  addResponseExportRoutes,
  addEventSubscriptionRoutes,
];

/** Every resource below `/API/v3`. */
export function addApiRoutes(api: FastifyInstance): void {
  for (const addRoutes of RESOURCES) addRoutes(api);
}
