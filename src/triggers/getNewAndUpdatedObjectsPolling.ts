import { describedFields } from '../forms/describedFields.js';
import { directoryLabels } from '../forms/directoryLabels.js';
import { chosenEmitBehavior, DIRECTORY_FIELD, type PollingConfig, readPollingConfig } from '../forms/pollingForm.js';
import { shown, type Values } from '../input/fields.js';
import type { ObjectRecord } from '../objects/objectType.js';
import { describedObjectType } from '../objects/objectTypes.js';
import { emitPage, type PageEmission } from '../platform/emitPage.js';
import { largestBodyBytes } from '../platform/messageSize.js';
import { type Metadata, objectSchema } from '../platform/metadata.js';
import { isSampleRun, stepId } from '../platform/settings.js';
import { stepModel, stepProcess } from '../platform/step.js';
import { pollObjects } from '../polling/run/pollObjects.js';
import { searcher } from '../polling/run/searcher.js';

/** Delivers every new or changed object once. */
const processMessage = stepProcess(async ({ cfg, snapshot, qualtrics, emitData, emitError, emitSnapshot }) => {
  const config = readPollingConfig(cfg);
  const emission: PageEmission =
    config.emitBehavior === 'emitPage' ? { kind: 'page', key: 'result' } : { kind: 'individually' };
  if (isSampleRun()) return emitPage(await searcher(qualtrics, config).sample(), emission, emitData);
  await pollObjects(qualtrics, { ...config, stepId: stepId() }, snapshot, {
    // The platform would refuse it each time, and nothing behind it would ever be delivered.
    page: (objects) => emitPage(objects, emission, emitData, (object) => emitError(tooLarge(config.type, object))),
    snapshot: emitSnapshot,
    problem: emitError,
  });
});

function tooLarge({ noun, idField }: PollingConfig['type'], object: ObjectRecord): Error {
  const megabytes = (largestBodyBytes() / 1024 / 1024).toFixed(1);
  return new Error(
    `The ${noun} ${shown(object[idField])} is larger than a message of the platform may be (${megabytes} MB), so it was left out. All others are delivered. Make Raw Request gives it in a file.`,
  );
}

/** One object, or a page of them. */
async function getMetaModel(this: unknown, cfg: Values): Promise<Metadata> {
  const { properties } = await describedFields(this, cfg, describedObjectType(cfg), DIRECTORY_FIELD);
  const page = { result: { type: 'array', title: 'Result', required: true, items: { type: 'object', properties } } };
  return { out: objectSchema(chosenEmitBehavior(cfg) === 'emitPage' ? page : properties) };
}

const getDirectories = stepModel(directoryLabels);

export { getDirectories, getMetaModel, processMessage as process };
