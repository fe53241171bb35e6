import { describedFields } from '../forms/describedFields.js';
import { directoryProperties, readContext } from '../forms/objectForm.js';
import { chosenEmission, chosenPageSize, readTerms, termProperties } from '../forms/searchForm.js';
import type { Values } from '../input/fields.js';
import { chosenObjectType, describedObjectType, thatCan } from '../objects/objectTypes.js';
import { emitAll } from '../platform/emitAll.js';
import { emitPage } from '../platform/emitPage.js';
import { type Metadata, objectSchema } from '../platform/metadata.js';
import { isSampleRun } from '../platform/settings.js';
import { stepProcess } from '../platform/step.js';
import { firstObjects } from '../polling/run/firstObjects.js';
import { objectFinder } from '../polling/run/searchObjects.js';

/** Finds every object that fulfils all search terms: in one message, in pages, or a message each. */
const processMessage = stepProcess(async ({ cfg, body, qualtrics, emitData }) => {
  const type = chosenObjectType(cfg, 'search');
  const emission = chosenEmission(cfg);
  const find = objectFinder(type, readTerms(cfg, body, type));
  const pageSize = chosenPageSize(cfg);
  const context = await readContext(qualtrics, type, cfg, body);
  const found = find(context, pageSize);
  const pages = isSampleRun() ? firstObjects(found, emission === 'emitIndividually') : found;
  if (emission === 'emitAll') return emitAll(pages, emitData);
  let isEmpty = true;
  for await (const page of pages) {
    isEmpty = false;
    await emitPage(
      page,
      emission === 'emitPage' ? { kind: 'page', key: 'results' } : { kind: 'individually' },
      emitData,
    );
  }
  if (isEmpty && emission === 'emitPage') await emitData({ results: [] });
});

/** The terms that are asked for in; an object out, or a list of them. */
async function getMetaModel(this: unknown, cfg: Values): Promise<Metadata> {
  const type = thatCan(describedObjectType(cfg), 'search');
  const { properties } = await describedFields(this, cfg, type);
  const list = { results: { type: 'array', title: 'Results', required: true, items: { type: 'object', properties } } };
  return {
    in: objectSchema({ ...directoryProperties(cfg, type), ...termProperties(cfg, type) }),
    out: objectSchema(cfg.emitBehavior === 'emitIndividually' ? properties : list),
  };
}

export { getMetaModel, processMessage as process };
