import { chosenResponseEmission, readResponsePolling } from '../forms/responseForm.js';
import { describeResponses } from '../forms/responseMetadata.js';
import { surveyLabels } from '../forms/surveyLabels.js';
import type { Values } from '../input/fields.js';
import { emitPage } from '../platform/emitPage.js';
import { largestBodyBytes } from '../platform/messageSize.js';
import { type Metadata, objectSchema } from '../platform/metadata.js';
import { isSampleRun, stepId } from '../platform/settings.js';
import { stepModel, stepProcess } from '../platform/step.js';
import { NoObjectFound } from '../polling/run/firstObjects.js';
import { pollResponses, sampleOf } from '../responses/pollResponses.js';
import { toResponseSnapshot } from '../responses/snapshot.js';
import { sharedByMessages } from '../util/sharedState.js';
import { SuccessiveRuns } from '../util/successiveRuns.js';

const polls = sharedByMessages(new SuccessiveRuns<unknown>());

/** Delivers every new, or also every changed, response of a survey once. */
const processMessage = stepProcess(async ({ cfg, snapshot, qualtrics, emitData, emitError, emitSnapshot }) => {
  const { target, emission, pageSize, endMs } = readResponsePolling(cfg);
  const request = { target, endMs, page: { maxRows: pageSize, maxBytes: largestBodyBytes() } };
  if (isSampleRun()) {
    const sample = await sampleOf(qualtrics, request);
    if (sample.length === 0) throw new NoObjectFound('nothing new');
    return emitPage(sample, emission, emitData);
  }
  const key = JSON.stringify([stepId(), qualtrics.identity, target]);
  await polls.run(key, snapshot, (stored, keep) =>
    pollResponses(qualtrics, request, stored, async (delivery) => {
      if (delivery.kind === 'problem') return emitError(new Error(delivery.message));
      await emitPage(delivery.responses, emission, emitData);
      const reached = toResponseSnapshot(target, delivery.position);
      keep(reached);
      await emitSnapshot(reached);
    }),
  );
});

/** A response, or a page of them. */
async function getMetaModel(this: unknown, cfg: Values): Promise<Metadata> {
  const properties = await describeResponses(this, cfg);
  const items = { type: 'object', properties };
  const page = { results: { type: 'array', title: 'Results', required: true, items } };
  return { out: objectSchema(chosenResponseEmission(cfg).kind === 'page' ? page : properties) };
}

const getSurveys = stepModel(surveyLabels);

export { getMetaModel, getSurveys, processMessage as process };
