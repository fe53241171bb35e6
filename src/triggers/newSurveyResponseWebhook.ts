import { partialResponseProperties, withNotice } from '../forms/noticeMetadata.js';
import { chosenEvent, readResponseEvent } from '../forms/responseForm.js';
import { describeResponses } from '../forms/responseMetadata.js';
import { surveyLabels } from '../forms/surveyLabels.js';
import type { Values } from '../input/fields.js';
import { shutdownHook, startupHook, webhookKey } from '../platform/hooks.js';
import { type Metadata, objectSchema } from '../platform/metadata.js';
import { stepModel, stepProcess } from '../platform/step.js';
import { systemClock } from '../qualtrics/client/options.js';
import { awaitResponse } from '../responses/awaitedResponse.js';
import { isNoNotice, toResponseNotice } from '../responses/responseNotices.js';
import { subscribe, unsubscribe } from '../responses/responseSubscription.js';
import { OnceByKey } from '../util/onceByKey.js';
import { sharedByMessages } from '../util/sharedState.js';

/** Qualtrics repeats a notice that was not answered in time; more come in ten minutes than any gateway lets through. */
const REPEATS = { most: 20_000, lifetimeMs: 10 * 60_000 };
const notices = sharedByMessages(new OnceByKey(REPEATS, () => systemClock.now()));

/** Delivers the response that a notice of Qualtrics tells of. */
const processMessage = stepProcess(async ({ cfg, body, method, qualtrics, logger, emitData, emitRebound }) => {
  const { surveyId, event } = readResponseEvent(cfg);
  if (isNoNotice(body, method)) return logger.info('The address was visited without a notice: nothing to do.');
  const { key, responseId, attributes } = toResponseNotice(body, { surveyId, event, sharedKey: webhookKey(cfg) });
  const isNew = await notices.run(key, async () => {
    if (event === 'partialResponse') {
      await emitData({ surveyId, responseId, notice: attributes });
      return true;
    }
    const awaited = await awaitResponse(qualtrics, surveyId, responseId);
    if (awaited.kind === 'found') await emitData({ ...awaited.response, notice: attributes });
    else await emitRebound(new Error(awaited.reason));
    return awaited.kind === 'found';
  });
  if (!isNew) logger.info(`The notice of response ${responseId} came again: not delivered twice.`);
});

const startup = startupHook((qualtrics, cfg, { publicationUrl, sharedKey }) =>
  subscribe(qualtrics, publicationUrl, { ...readResponseEvent(cfg), sharedKey }),
);

const shutdown = shutdownHook((qualtrics, { publicationUrl }, state) => unsubscribe(qualtrics, publicationUrl, state));

/** A response and its notice; of one saved in part its id and the notice. */
async function getMetaModel(this: unknown, cfg: Values): Promise<Metadata> {
  if (chosenEvent(cfg) === 'partialResponse') return { out: objectSchema(partialResponseProperties) };
  return { out: objectSchema(withNotice(await describeResponses(this, cfg))) };
}

const getSurveys = stepModel(surveyLabels);

export { getMetaModel, getSurveys, processMessage as process, shutdown, startup };
