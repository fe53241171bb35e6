import { describedFields } from '../forms/describedFields.js';
import { directoryLabels } from '../forms/directoryLabels.js';
import { chosenEmitBehavior, DIRECTORY, readPollingConfig } from '../forms/pollingForm.js';
import type { Values } from '../input/fields.js';
import { describedObjectType } from '../objects/objectTypes.js';
import { emitPage, type PageEmission } from '../platform/emitPage.js';
import { type Metadata, objectSchema } from '../platform/metadata.js';
import { isSampleRun } from '../platform/settings.js';
import { stepModel, stepProcess } from '../platform/step.js';
import { pollObjects } from '../polling/run/pollObjects.js';
import { searcher } from '../polling/run/searcher.js';

/** Delivers every new or changed object once. */
const processMessage = stepProcess(async ({ cfg, snapshot, qualtrics, emitData, emitError, emitSnapshot }) => {
  const config = readPollingConfig(cfg);
  const emission: PageEmission =
    config.emitBehavior === 'emitPage' ? { kind: 'page', key: 'result' } : { kind: 'individually' };
  if (isSampleRun()) return emitPage(await searcher(qualtrics, config).sample(), emission, emitData);
  await pollObjects(qualtrics, config, snapshot, {
    page: (objects) => emitPage(objects, emission, emitData),
    snapshot: emitSnapshot,
    problem: emitError,
  });
});

/** One object, or a page of them. */
async function getMetaModel(this: unknown, cfg: Values): Promise<Metadata> {
  const { properties } = await describedFields(this, cfg, describedObjectType(cfg), DIRECTORY);
  const page = { result: { type: 'array', title: 'Result', required: true, items: { type: 'object', properties } } };
  return { out: objectSchema(chosenEmitBehavior(cfg) === 'emitPage' ? page : properties) };
}

const getDirectories = stepModel(directoryLabels);

export { getDirectories, getMetaModel, processMessage as process };
