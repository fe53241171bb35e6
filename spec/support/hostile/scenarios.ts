import type { Tenant } from '../../../local/sandbox/brand/tenant.js';
import * as deleteObject from '../../../src/actions/deleteObject.js';
import * as generateDistributionLink from '../../../src/actions/generateDistributionLink.js';
import * as getSurveyResponses from '../../../src/actions/getSurveyResponses.js';
import * as importContacts from '../../../src/actions/importContacts.js';
import * as lookupObject from '../../../src/actions/lookupObject.js';
import * as lookupObjects from '../../../src/actions/lookupObjects.js';
import * as makeRawRequest from '../../../src/actions/makeRawRequest.js';
import * as upsertObject from '../../../src/actions/upsertObject.js';
import * as contactPolling from '../../../src/triggers/getNewAndUpdatedObjectsPolling.js';
import * as responsePolling from '../../../src/triggers/getNewSurveyResponsesPolling.js';
import * as webhook from '../../../src/triggers/newSurveyResponseWebhook.js';
import { verifyCredentials } from '../../../src/verifyCredentials.js';
import { BRAND } from './brand.js';
import { signedNotice } from './notices.js';
import type { Scenario } from './scenario.js';

const { directoryId, mailingListId, surveyId, responseId, email, publicationUrl } = BRAND;
const OBJECTS = { objectType: 'contacts', lookupCriteria: 'email', directoryMatchCriteria: 'directoryId' };
const LISTS = { objectType: 'mailingLists', lookupCriteria: 'name', directoryMatchCriteria: 'directoryId' };
const NEW = { lookupCriteriaValue: 'new@example.com', directory: directoryId, firstName: 'New' };
const KNOWN = { lookupCriteriaValue: email, directory: directoryId };

const contactsWith = (tenant: Tenant, wanted: string) =>
  [...tenant.directory(directoryId).contacts.values()].filter((contact) => contact.email === wanted);
const isNamed = (name: string, wanted: string) => (tenant: Tenant) => {
  const found = contactsWith(tenant, wanted);
  return found.length === 1 && found[0]?.firstName === name;
};
const listNames = (tenant: Tenant) => tenant.mailingLists.map(({ name }) => name).sort();
const ours = ({ events }: Tenant) => events.all.filter((one) => one.publicationUrl === publicationUrl).length;

/** What no message makes happen, as a step: a model of the form, a hook of the flow. */
const called = (run: (cfg: never) => Promise<unknown>): Scenario['module'] => ({
  async process(this: unknown, _msg: unknown, cfg: unknown) {
    const body = (await run.call(this as never, cfg as never)) ?? {};
    await (this as { emit(event: string, value: unknown): Promise<void> }).emit('data', { body });
  },
});

const READING: readonly Scenario[] = [
  {
    name: 'Get New and Updated Objects Polling',
    module: contactPolling as never,
    cfg: { objectType: 'contacts', directoryId, singlePagePerInterval: 'no' },
    emits: 3,
    isPoll: true,
  },
  { name: 'Lookup Object by email', module: lookupObject as never, cfg: OBJECTS, body: KNOWN, emits: 1 },
  {
    name: 'Lookup Object by id',
    module: lookupObject as never,
    cfg: { ...OBJECTS, lookupCriteria: 'contactId' },
    body: { ...KNOWN, lookupCriteriaValue: BRAND.contactId },
    emits: 1,
  },
  {
    name: 'Lookup Object, mailing lists',
    module: lookupObject as never,
    cfg: LISTS,
    body: { lookupCriteriaValue: 'Newsletter', directory: directoryId },
    emits: 1,
  },
  {
    name: 'Lookup Objects (plural)',
    module: lookupObjects as never,
    cfg: { ...OBJECTS, emitBehavior: 'emitIndividually' },
    body: { directory: directoryId },
    emits: 3,
    isPoll: true,
  },
  {
    name: 'Lookup Objects (plural) by four terms',
    module: lookupObjects as never,
    cfg: { ...OBJECTS, emitBehavior: 'emitIndividually', termNumber: '4' },
    body: {
      directory: directoryId,
      ...Object.fromEntries(
        [1, 2, 3, 4].map((n) => [`sTerm_${n}`, { fieldName: 'phone', condition: 'ne', fieldValue: `${n}` }]),
      ),
    },
    emits: 3,
    isPoll: true,
  },
  {
    name: 'Lookup Objects (plural), mailing lists',
    module: lookupObjects as never,
    cfg: { ...LISTS, emitBehavior: 'emitIndividually' },
    body: { directory: directoryId },
    emits: 1,
  },
  {
    name: 'Make Raw Request',
    module: makeRawRequest as never,
    cfg: {},
    body: { url: '/whoami', method: 'GET' },
    passesOn: true,
  },
  {
    name: 'Getting Survey Responses',
    module: getSurveyResponses as never,
    cfg: { allowFilterToBeOmitted: true },
    body: { surveyId, fileFormat: 'ndjson' },
    emits: 1,
  },
  { name: 'Get New Survey Responses Polling', module: responsePolling as never, cfg: { surveyId }, emits: 3 },
  {
    name: 'New Survey Response Webhook',
    module: webhook as never,
    cfg: { surveyId },
    body: signedNotice({ SurveyID: surveyId, ResponseID: responseId }),
    emits: 1,
  },
];

const WRITING: readonly Scenario[] = [
  {
    name: 'Upsert Object that is there',
    module: upsertObject as never,
    cfg: OBJECTS,
    body: { ...KNOWN, firstName: 'Other', embeddedData: { Level: 'plus' } },
    isDone: isNamed('Other', email),
    emits: 1,
  },
  {
    name: 'Upsert Object that is new',
    module: upsertObject as never,
    cfg: { ...OBJECTS, retrieveAfterCreation: true },
    body: NEW,
    isDone: isNamed('New', NEW.lookupCriteriaValue),
    emits: 1,
  },
  {
    name: 'Upsert Object that is new, in a list, by the name of its directory',
    module: upsertObject as never,
    cfg: { ...OBJECTS, directoryMatchCriteria: 'directoryName', retrieveAfterCreation: true },
    body: { ...NEW, directory: 'Customers', mailingListId, unsubscribed: true },
    isDone: isNamed('New', NEW.lookupCriteriaValue),
    emits: 1,
  },
  {
    name: 'Upsert Object that is there, into a list',
    module: upsertObject as never,
    cfg: OBJECTS,
    body: { ...KNOWN, firstName: 'Other', mailingListId },
    isDone: (tenant) =>
      isNamed('Other', email)(tenant) && contactsWith(tenant, email)[0]?.mailingLists.has(mailingListId) === true,
    // The directory deduplicates.
    isRepeatable: /^(?:GET|PUT|DELETE) |\/search|\/mailinglists\/\w+\/contacts/,
    emits: 1,
  },
  {
    name: 'Upsert Object, a mailing list that is new',
    module: upsertObject as never,
    cfg: { ...LISTS, retrieveAfterCreation: true },
    body: { lookupCriteriaValue: 'Second', directory: directoryId },
    isDone: (tenant) => listNames(tenant).join() === 'Newsletter,Second',
    emits: 1,
  },
  {
    name: 'Upsert Object, another name for a mailing list',
    module: upsertObject as never,
    cfg: { ...LISTS, lookupCriteria: 'mailingListId' },
    body: { lookupCriteriaValue: mailingListId, directory: directoryId, name: 'Renamed' },
    isDone: (tenant) => listNames(tenant).join() === 'Renamed',
    emits: 1,
  },
  {
    name: 'Delete Object',
    module: deleteObject as never,
    cfg: { ...OBJECTS, ifNotFound: 'throwError' },
    body: KNOWN,
    isDone: (tenant) => contactsWith(tenant, email).length === 0,
    emits: 1,
  },
  {
    name: 'Delete Object, mailing lists',
    module: deleteObject as never,
    cfg: { ...LISTS, ifNotFound: 'throwError' },
    body: { lookupCriteriaValue: 'Newsletter', directory: directoryId },
    isDone: (tenant) => tenant.mailingLists.length === 0,
    emits: 1,
  },
  {
    name: 'Import Contacts',
    module: importContacts as never,
    cfg: { directoryId, mailingListId },
    body: { contacts: [{ email: NEW.lookupCriteriaValue, firstName: 'New' }, { email: 'second@example.com' }] },
    isDone: isNamed('New', NEW.lookupCriteriaValue),
    emits: 1,
  },
  {
    name: 'Generate Custom Distribution Link',
    module: generateDistributionLink as never,
    cfg: { emitBehavior: 'emitIndividually' },
    body: { surveyId, linkType: 'Individual', description: 'hostile', mailingListId },
    isDone: (tenant) => tenant.distributions.length === 1,
    emits: 2,
  },
  {
    name: 'New Survey Response Webhook, its start',
    module: called(webhook.startup),
    cfg: { surveyId },
    isDone: (tenant) => ours(tenant) >= 1,
  },
  {
    name: 'New Survey Response Webhook, its end',
    module: called(webhook.shutdown),
    cfg: { surveyId },
    isWaitedFor: true,
    isDone: (tenant) => ours(tenant) === 0,
  },
];

const FORMS: readonly Scenario[] = [
  { name: 'Verify', module: called(verifyCredentials), cfg: {}, needsToken: true },
  { name: 'the directories to choose from', module: called(contactPolling.getDirectories), cfg: {} },
  { name: 'the surveys to choose from', module: called(responsePolling.getSurveys), cfg: {} },
  { name: 'the lists to choose from', module: called(importContacts.getMailingLists), cfg: { directoryId } },
  { name: 'the fields of a survey', module: called(responsePolling.getMetaModel), cfg: { surveyId } },
  {
    name: 'the fields of contacts',
    module: called(upsertObject.getMetaModel),
    cfg: { ...OBJECTS, embeddedDataDirectory: directoryId },
  },
];

/** All there is to be asked of Qualtrics: every endpoint of every step. */
export const SCENARIOS: readonly Scenario[] = [
  ...READING,
  ...WRITING,
  ...FORMS.map((form) => ({ ...form, isWaitedFor: true })),
];
