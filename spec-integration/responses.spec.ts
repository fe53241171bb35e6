import assert from 'node:assert/strict';
import { type ObjectStorage, startObjectStorage } from '../local/elasticio/objectStorage.js';
import { runStep } from '../spec/support/step.js';
import * as getSurveyResponses from '../src/actions/getSurveyResponses.js';
import * as makeRawRequest from '../src/actions/makeRawRequest.js';
import * as polling from '../src/triggers/getNewSurveyResponsesPolling.js';
import * as webhook from '../src/triggers/newSurveyResponseWebhook.js';
import { cleaned, unusedName } from './support/cleaned.js';
import { expectSome, needing } from './support/ownBrand.js';

type Data = Record<string, unknown>;

/** Nobody knows how many responses the survey has: only these days are polled. */
const POLLED_MS = 7 * 24 * 60 * 60_000;

describe('Responses of a brand of one’s own', () => {
  let storage: ObjectStorage;
  before(async () => {
    storage = await startObjectStorage();
    Object.assign(process.env, {
      ELASTICIO_OBJECT_STORAGE_URI: storage.url,
      ELASTICIO_OBJECT_STORAGE_TOKEN: storage.token,
    });
  });
  after(() => storage.close());

  needing(['surveyId'], 'names the survey among all, and the fields of its responses', async (brand) => {
    const cfg = { ...brand.credential, surveyId: brand.surveyId };
    const surveys = await polling.getSurveys.call(undefined, brand.credential);
    assert.ok(Object.hasOwn(surveys, brand.surveyId));
    const { out } = await polling.getMetaModel.call(undefined, cfg);
    assert.ok(Object.keys(Object(out.properties.values).properties).length > 0);
  });

  needing(['surveyId'], 'polls the responses of the last days, each once', async ({ credential, surveyId }) => {
    const startTime = new Date(Date.now() - POLLED_MS).toISOString();
    const cfg = { ...credential, surveyId, startTime, emitBehavior: 'emitPage' };
    const first = await runStep(polling, { cfg });
    const second = await runStep(polling, { cfg, snapshot: first.snapshots.at(-1) });
    const ids = [...first.data, ...second.data].flatMap((page) =>
      (page as { results: Data[] }).results.map(({ responseId }) => responseId),
    );
    expectSome(ids, 'the survey has no response of the last days');
    assert.equal(new Set(ids).size, ids.length);
  });

  for (const fileFormat of ['csv', 'json']) {
    needing(['surveyId'], `exports the responses as ${fileFormat}`, async ({ credential, surveyId }) => {
      const cfg = { ...credential, allowFilterToBeOmitted: true };
      const { data } = await runStep(getSurveyResponses, { cfg, body: { fileFormat, surveyId, limit: 5 } });
      assert.ok(Number((data[0] as Data).size) > 0);
    });
  }

  needing(['surveyId', 'allowsWriting'], 'subscribes to a survey once however often, and ends it', async (brand) => {
    const flow = { ELASTICIO_FLOW_ID: unusedName(), ELASTICIO_FLOW_WEBHOOK_URI: 'https://example.com/hook' };
    flow.ELASTICIO_FLOW_WEBHOOK_URI += `/${flow.ELASTICIO_FLOW_ID}`;
    Object.assign(process.env, flow);
    const cfg = { ...brand.credential, surveyId: brand.surveyId };
    await cleaned(brand, async ({ later }) => {
      later(() => webhook.shutdown(cfg));
      const ids = [];
      for (let start = 1; start <= 2; start += 1) {
        const { subscriptionId } = await webhook.startup(cfg);
        ids.push(subscriptionId);
      }
      const statusOf = async (id: string | undefined) => {
        const get = { url: `/eventsubscriptions/${id}`, method: 'GET' };
        const { data } = await runStep(makeRawRequest, { cfg: { ...cfg, doNotThrow404: true }, body: get });
        return (data[0] as Data).statusCode;
      };
      assert.deepEqual([await statusOf(ids[0]), await statusOf(ids[1])], [404, 200]);
      await webhook.shutdown(cfg, { subscriptionId: ids[1] });
      assert.equal(await statusOf(ids[1]), 404);
    });
  });
});
