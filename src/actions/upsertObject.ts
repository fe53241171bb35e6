import { offeredFields } from '../forms/describedFields.js';
import { directoryLabels } from '../forms/directoryLabels.js';
import { getLookupCriteria, lookupProperties } from '../forms/objectForm.js';
import { emitsWholeObjects, readUpsert } from '../forms/upsertForm.js';
import type { Values } from '../input/fields.js';
import { chosenObjectType, describedObjectType } from '../objects/objectTypes.js';
import { upsert } from '../objects/upsert.js';
import { type Metadata, objectSchema } from '../platform/metadata.js';
import { stepModel, stepProcess } from '../platform/step.js';

/** Updates the object that the message names, creates it when there is none; or what it is told to do instead. */
const processMessage = stepProcess(async ({ cfg, body, qualtrics, emitData }) => {
  const type = chosenObjectType(cfg, 'lookup', 'write');
  const options = readUpsert(type, cfg, body);
  // Nothing may be waited for before: upserts of one key are done in the order in which their messages came.
  await emitData(await upsert(qualtrics, type, options));
});

/** The object's fields in; out all of them, or only its id where a created object is not read back. */
async function getMetaModel(this: unknown, cfg: Values): Promise<Metadata> {
  const type = describedObjectType(cfg);
  const { properties, writable } = await offeredFields(this, cfg, type);
  const { [type.idField]: id } = properties;
  return {
    in: objectSchema({ ...lookupProperties(cfg, type, false), ...writable }),
    out: objectSchema(emitsWholeObjects(cfg) ? properties : { [type.idField]: id }),
  };
}

const getDirectories = stepModel(directoryLabels);

export { getDirectories, getLookupCriteria, getMetaModel, processMessage as process };
