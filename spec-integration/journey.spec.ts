import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { config as readEnvFile } from 'dotenv';
import { startObjectStorage } from '../local/elasticio/objectStorage.js';
import { runStep } from '../spec/support/step.js';
import * as getSurveyResponses from '../src/actions/getSurveyResponses.js';
import * as lookupObject from '../src/actions/lookupObject.js';
import * as makeRawRequest from '../src/actions/makeRawRequest.js';
import * as upsertObject from '../src/actions/upsertObject.js';
import * as polling from '../src/triggers/getNewAndUpdatedObjectsPolling.js';
import { verifyCredentials } from '../src/verifyCredentials.js';

const { parsed: env = {} } = readEnvFile({ path: resolve(__dirname, '../.env'), quiet: true, processEnv: {} });
const credential = {
  dataCenterId: env.QUALTRICS_DATA_CENTER_ID,
  clientId: env.QUALTRICS_CLIENT_ID,
  clientSecret: env.QUALTRICS_CLIENT_SECRET,
};
const { QUALTRICS_DIRECTORY_ID: directoryId, QUALTRICS_SURVEY_ID: surveyId } = env;

/** Runs a test when `.env` has what it needs; else skips it, saying what is missing. */
function needing(names: string[], title: string, test: () => Promise<void>): void {
  const missing = names.filter((name) => !env[name]);
  const skipped = `${title} (skipped: ${missing.join(', ')} not set in .env, see .env.example)`;
  if (missing.length > 0)
    it(skipped, function skip() {
      this.skip();
    });
  else it(title, test);
}

const LOGIN = ['QUALTRICS_DATA_CENTER_ID', 'QUALTRICS_CLIENT_ID', 'QUALTRICS_CLIENT_SECRET'];
const DIRECTORY = [...LOGIN, 'QUALTRICS_DIRECTORY_ID'];

describe('Against a real Qualtrics brand', () => {
  needing(LOGIN, 'verifies the credential', async () => {
    assert.deepEqual(await verifyCredentials.call(undefined, credential), { verified: true });
  });

  needing(LOGIN, 'lists directories', async () => {
    assert.ok(Object.keys(await polling.getDirectories.call(undefined, credential)).length > 0);
  });

  needing(LOGIN, 'makes a raw request', async () => {
    const { data } = await runStep(makeRawRequest, { cfg: credential, body: { url: 'whoami', method: 'GET' } });
    assert.equal((data[0] as { statusCode: number }).statusCode, 200);
  });

  needing(DIRECTORY, 'polls a page, then goes on after it', async () => {
    const cfg = { ...credential, objectType: 'contacts', directoryId, pageSize: '10', emitBehavior: 'emitPage' };
    const first = await runStep(polling, { cfg });
    const second = await runStep(polling, { cfg, snapshot: first.snapshots.at(-1) });
    const ids = [...first.data, ...second.data].flatMap((page) =>
      (page as { result: { contactId: string }[] }).result.map(({ contactId }) => contactId),
    );
    assert.equal(new Set(ids).size, ids.length);
  });

  needing(DIRECTORY, 'creates a contact, updates and finds it, then deletes it', async () => {
    const cfg = {
      ...credential,
      objectType: 'contacts',
      lookupCriteria: 'extRef',
      directoryMatchCriteria: 'directoryId',
    };
    const lookupCriteriaValue = `component-test-${Date.now()}`;
    const body = { lookupCriteriaValue, directory: directoryId };
    const readBack = { ...cfg, retrieveAfterCreation: true };
    const created = await runStep(upsertObject, { cfg: readBack, body: { ...body, firstName: 'Component' } });
    const { contactId } = created.data[0] as { contactId: string };
    try {
      const updated = await runStep(upsertObject, { cfg, body: { ...body, lastName: 'Test' } });
      assert.equal((updated.data[0] as { contactId: string }).contactId, contactId);
      const byId = { ...cfg, lookupCriteria: 'contactId' };
      const found = await runStep(lookupObject, { cfg: byId, body: { ...body, lookupCriteriaValue: contactId } });
      assert.equal((found.data[0] as { lastName: string }).lastName, 'Test');
    } finally {
      const url = `/directories/${directoryId}/contacts/${contactId}`;
      await runStep(makeRawRequest, { cfg: credential, body: { url, method: 'DELETE' } });
    }
  });

  needing([...LOGIN, 'QUALTRICS_SURVEY_ID'], 'exports the responses to a survey', async () => {
    const storage = await startObjectStorage();
    Object.assign(process.env, {
      ELASTICIO_OBJECT_STORAGE_URI: storage.url,
      ELASTICIO_OBJECT_STORAGE_TOKEN: storage.token,
    });
    try {
      const cfg = { ...credential, allowFilterToBeOmitted: true };
      const { data } = await runStep(getSurveyResponses, { cfg, body: { fileFormat: 'csv', surveyId } });
      assert.ok((data[0] as { size: number }).size > 0);
    } finally {
      await storage.close();
    }
  });
});
