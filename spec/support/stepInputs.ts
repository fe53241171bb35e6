import type { Page } from 'playwright-core';
import type { holdings } from '../../local/sandbox/routes/holdings.js';

/** What the sandbox of the designer holds. */
type Brand = ReturnType<typeof holdings>;

/** What a person does to see a step work in the designer, and what then appears. */
export interface StepInput {
  /** By the fields' names; a select list takes a value or, as an object, a label. */
  readonly cfg?: Readonly<Record<string, string | boolean | { readonly label: string }>>;
  /** By the titles of the message's properties. */
  readonly body?: Readonly<Record<string, string>>;
  /** Stands in the region Emitted when all is done. */
  readonly emitted: RegExp;
  /** Done while a trigger waits for a webhook. */
  readonly whileListening?: (page: Page) => Promise<void>;
}

const CONTACT = { objectType: 'contacts', directoryMatchCriteria: 'directoryName' };
const BY_EMAIL = { ...CONTACT, lookupCriteria: 'email' };
const CUSTOMERS = { 'Directory Name': 'Customers' };

type StepInputs = Readonly<Record<string, StepInput>>;

const TRIGGERS: StepInputs = {
  getNewAndUpdatedObjectsPolling: {
    cfg: { objectType: 'contacts', directoryId: { label: 'Customers' } },
    emitted: /100 messages/,
  },
  getNewSurveyResponsesPolling: {
    cfg: { surveyId: { label: 'Customer satisfaction' } },
    emitted: /250 messages.*R_/s,
  },
  newSurveyResponseWebhook: {
    cfg: { surveyId: { label: 'Customer satisfaction' } },
    whileListening: async (page) => {
      await page.getByText(/^Waits at http/).waitFor();
      await page.getByRole('button', { name: 'Sandbox' }).click();
      await page.getByRole('button', { name: 'Complete a response' }).click();
      await page.getByRole('region', { name: 'Emitted' }).getByText('1 message').waitFor();
      await page.getByRole('button', { name: 'Stop' }).click();
    },
    emitted: /responseId.*R_.*CompletedDate/s,
  },
};

const OF_OBJECTS: StepInputs = {
  upsertObject: {
    cfg: { ...BY_EMAIL, retrieveAfterCreation: true },
    body: { 'Lookup Criteria Value': 'designed@example.com', ...CUSTOMERS, 'First Name': 'Designed' },
    emitted: /designed@example\.com/,
  },
  lookupObject: {
    cfg: { ...BY_EMAIL, allowZeroResults: true },
    body: { 'Lookup Criteria Value': 'nobody@example.com', ...CUSTOMERS },
    emitted: /1 message/,
  },
  lookupObjects: {
    cfg: { ...CONTACT, emitBehavior: 'emitIndividually' },
    body: { 'Directory Name': 'Partners' },
    emitted: /12 messages/,
  },
  deleteObject: {
    cfg: BY_EMAIL,
    body: { 'Lookup Criteria Value': 'nobody@example.com', ...CUSTOMERS },
    emitted: /1 message/,
  },
};

/** Input for every step of the component; a new step needs its line. */
export function stepInputs(brand: Brand): StepInputs {
  const [directory] = brand.directories;
  const [survey] = brand.surveys;
  const [list] = directory?.mailingLists ?? [];
  const surveyId = survey?.surveyId ?? '';
  return {
    ...TRIGGERS,
    ...OF_OBJECTS,
    makeRawRequest: {
      body: { Url: 'whoami', Method: 'GET' },
      emitted: /statusCode.*200/s,
    },
    importContacts: {
      cfg: { directoryId: { label: 'Customers' }, mailingListId: { label: 'Newsletter' } },
      body: { Contacts: '[{ "email": "imported@example.com" }, { "email": "no address" }]' },
      emitted: /\.ndjson/,
    },
    generateDistributionLink: {
      body: {
        'Survey ID': surveyId,
        'Link Type': 'Individual',
        Description: 'Designed',
        'Mailing List ID': list?.mailingListId ?? '',
      },
      emitted: /EMD_/,
    },
    getSurveyResponses: {
      cfg: { allowFilterToBeOmitted: true },
      body: { 'File Format': 'csv', 'Survey ID': surveyId },
      emitted: /\.csv.*text\/csv/s,
    },
  };
}
