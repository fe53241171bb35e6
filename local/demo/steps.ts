import type { Session } from '../session/session.js';
import type { Demo } from './demo.js';
import { bytes, firstLines, printLine, table, values } from './print.js';
import { runNewResponses } from './responseSteps.js';

type Data = Record<string, unknown>;

const CONTACT_COLUMNS = ['contactId', 'firstName', 'lastName', 'email', 'lastModified'];
const MATCHING = { objectType: 'contacts', directoryMatchCriteria: 'directoryId' };
const NEW_EMAIL = 'new.contact@example.com';
const NOT_WRITING = 'It writes to Qualtrics; add --write to let it.';
const POLLING = { title: 'Get New and Updated Objects Polling', key: 'getNewAndUpdatedObjectsPolling' };
const IMPORT = { title: 'Import Contacts', key: 'importContacts' };
const LINK = { title: 'Generate Custom Distribution Link', key: 'generateDistributionLink' };
const RESPONSES = { title: 'Getting Survey Responses', key: 'getSurveyResponses' };

/** Every trigger and action, one after the other; those that write only where they may. */
export async function runAll(demo: Demo, session: Session, mayWrite: boolean): Promise<void> {
  const { directoryId } = session.examples;
  await demo.service('Verify the credential', 'verifyCredentials');
  await demo.service('Choose a directory', 'selectModel', { key: POLLING.key, model: 'getDirectories' });
  if (directoryId) await runContacts(demo, session.isReal, directoryId, mayWrite);
  else demo.skip(POLLING.title, POLLING.key, 'Set QUALTRICS_DIRECTORY_ID in .env to try it.');
  await runRawRequest(demo);
  await runImport(demo, session, mayWrite);
  await runLinks(demo, session, mayWrite);
  await runNewResponses(demo, session, () => runResponses(demo, session));
}

/** Polls, writes and polls again, then finds a contact that was polled. */
async function runContacts(demo: Demo, isReal: boolean, directoryId: string, mayWrite: boolean): Promise<void> {
  const singlePagePerInterval = isReal ? 'yes' : 'no';
  const cfg = { objectType: 'contacts', directoryId, singlePagePerInterval, emitBehavior: 'emitPage' };
  const poll = (when: string): Promise<Data[]> =>
    demo.step({ ...POLLING, title: `${POLLING.title}: ${when}`, cfg, show: showPages });
  const pages = await poll('the first time');
  if (mayWrite) await runUpserts(demo, directoryId);
  else demo.skip('Upsert Object', 'upsertObject', NOT_WRITING);
  await poll(isReal ? 'the next page' : 'only what is new');

  const known = (pages[0]?.result as Data[] | undefined)?.[0];
  if (!known) return;
  await demo.step({
    title: 'Lookup Object (at most one)',
    key: 'lookupObject',
    cfg: { ...MATCHING, lookupCriteria: 'contactId' },
    body: { lookupCriteriaValue: known.contactId, directory: directoryId },
    show: (data) => table(data, CONTACT_COLUMNS),
  });
  await runSearch(demo, directoryId);
  if (mayWrite) await runDeletion(demo, directoryId);
  else demo.skip('Delete Object', 'deleteObject', NOT_WRITING);
}

/** Everybody who speaks a language and has an email address. */
async function runSearch(demo: Demo, directory: string): Promise<void> {
  await demo.step({
    title: 'Lookup Objects (plural)',
    key: 'lookupObjects',
    cfg: { ...MATCHING, emitBehavior: 'emitPage', termNumber: '2' },
    body: {
      directory,
      sTerm_1: { fieldName: 'language', condition: 'eq', fieldValue: 'en' },
      sTerm_2: { fieldName: 'email', condition: 'isNotEmpty' },
    },
    show: (pages) => showPages(pages.map(({ results }) => ({ result: results }))),
  });
}

/** The contact that was created before goes again. */
async function runDeletion(demo: Demo, directory: string): Promise<void> {
  await demo.step({
    title: 'Delete Object',
    key: 'deleteObject',
    cfg: { ...MATCHING, lookupCriteria: 'email' },
    body: { lookupCriteriaValue: NEW_EMAIL, directory },
    show: ([deleted]) => printLine('out', values(deleted ?? {})),
  });
}

function showPages(data: Data[]): void {
  const contacts = data.flatMap((page) => page.result as Data[]);
  const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
  printLine('out', `${counted(contacts.length, 'contact')} in ${counted(data.length, 'message')}`);
  if (contacts.length > 0) table(contacts, CONTACT_COLUMNS);
}

/** A contact that is created, then updated: what the second message leaves out stays. */
async function runUpserts(demo: Demo, directory: string): Promise<void> {
  const cfg = { ...MATCHING, lookupCriteria: 'email' };
  const lookupCriteriaValue = NEW_EMAIL;
  const show = (data: Data[]): void => table(data, [...CONTACT_COLUMNS.slice(0, 4), 'embeddedData']);
  await demo.step({
    title: 'Upsert Object: a new contact',
    key: 'upsertObject',
    cfg: { ...cfg, retrieveAfterCreation: true },
    body: { lookupCriteriaValue, directory, firstName: 'New', embeddedData: { level: 'basic' } },
    show,
  });
  await demo.step({
    title: 'Upsert Object: the same contact again',
    key: 'upsertObject',
    cfg,
    body: { lookupCriteriaValue, directory, lastName: 'Contact', embeddedData: { region: 'north' } },
    show,
  });
}

async function runRawRequest(demo: Demo): Promise<void> {
  await demo.step({
    title: 'Make Raw Request',
    key: 'makeRawRequest',
    body: { url: '/whoami', method: 'GET' },
    show: ([answer]) => {
      printLine('out', `statusCode: ${String(answer?.statusCode)}`);
      const { result } = (answer?.responseBody ?? {}) as { result?: Data };
      table([result ?? {}], ['userId', 'brandId', 'datacenter']);
    },
  });
}

/** Two contacts and a row that is none: it fails, the others do not. */
async function runImport(demo: Demo, { examples, platform }: Session, mayWrite: boolean): Promise<void> {
  const { directoryId, mailingListId } = examples;
  const { title, key } = IMPORT;
  if (!mayWrite) return demo.skip(title, key, NOT_WRITING);
  if (!directoryId || !mailingListId) {
    return demo.skip(title, key, 'Set QUALTRICS_DIRECTORY_ID and QUALTRICS_MAILING_LIST_ID in .env to try it.');
  }
  const contacts = [
    { email: 'first.contact@example.com', firstName: 'First', embeddedData: { level: 'gold' } },
    { email: 'second.contact@example.com', unsubscribed: 'maybe' },
    { email: 'third.contact@example.com', extRef: 'C-00003' },
  ];
  await demo.step({
    ...IMPORT,
    cfg: { directoryId, mailingListId },
    body: { contacts },
    show: async ([result]) => {
      const { attachmentUrl, ...output } = result ?? {};
      printLine('out', values(output));
      printLine('file', String(attachmentUrl));
      const headers = { authorization: `Bearer ${platform.storage.token}` };
      const { body } = await fetch(String(attachmentUrl), { headers });
      if (body) await firstLines(body);
    },
  });
}

async function runLinks(demo: Demo, { examples }: Session, mayWrite: boolean): Promise<void> {
  const { surveyId, mailingListId } = examples;
  const { title, key } = LINK;
  if (!mayWrite) return demo.skip(title, key, NOT_WRITING);
  if (!surveyId || !mailingListId) {
    return demo.skip(title, key, 'Set QUALTRICS_SURVEY_ID and QUALTRICS_MAILING_LIST_ID in .env to try it.');
  }
  await demo.step({
    ...LINK,
    cfg: { emitBehavior: 'emitPage' },
    body: { surveyId, linkType: 'Individual', description: 'Tried out', mailingListId },
    show: (pages) => {
      const links = pages.flatMap(({ results }) => results as Data[]);
      printLine('out', `${links.length} links in ${pages.length} messages`);
      table(links, ['firstName', 'email', 'link']);
    },
  });
}

async function runResponses(demo: Demo, { examples, platform }: Session): Promise<void> {
  const { surveyId, filterId } = examples;
  if (!surveyId) return demo.skip(RESPONSES.title, RESPONSES.key, 'Set QUALTRICS_SURVEY_ID in .env to try it.');
  await demo.step({
    ...RESPONSES,
    cfg: filterId ? {} : { allowFilterToBeOmitted: true },
    body: { fileFormat: 'csv', surveyId, ...(filterId ? { filterId } : {}) },
    show: async ([file]) => {
      if (!file) return;
      printLine('out', `${String(file.fileName)}, ${bytes(Number(file.size))}, ${String(file.contentType)}`);
      printLine('file', String(file.attachmentUrl));
      const headers = { authorization: `Bearer ${platform.storage.token}` };
      const stored = await fetch(String(file.attachmentUrl), { headers });
      if (stored.body) await firstLines(stored.body);
    },
  });
}
