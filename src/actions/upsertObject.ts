import omit from 'lodash/omit.js';
import {
  CRITERIA_VALUE,
  chosenCriterion,
  getLookupCriteria,
  lookupProperties,
  readContext,
} from '../forms/objectForm.js';
import { checkbox, optionalText, type Values } from '../input/fields.js';
import { chosenObjectType, describedObjectType } from '../objects/objectTypes.js';
import { upsert } from '../objects/upsert.js';
import { type Metadata, objectSchema } from '../platform/metadata.js';
import { stepProcess } from '../platform/step.js';

const READ_BACK = {
  key: 'retrieveAfterCreation',
  label: 'Make GET request after object creation',
};

/** Updates the object that the message names, creates it when there is none. */
const processMessage = stepProcess(async ({ cfg, body, qualtrics, emitData }) => {
  const type = chosenObjectType(cfg, 'lookup', 'write');
  const criterion = chosenCriterion(cfg, type);
  const readBack = checkbox(cfg, READ_BACK);
  const value = optionalText(body, CRITERIA_VALUE);
  const input = type.write.toInput(omit(body, 'lookupCriteriaValue', 'directory'));
  const context = await readContext(qualtrics, type, cfg, body);
  await emitData(await upsert(context, type, { criterion, value, input, readBack }));
});

/** The object's fields in; out all of them, or only its id where a created object is not read back. */
async function getMetaModel(cfg: Values): Promise<Metadata> {
  const type = describedObjectType(cfg);
  const { properties, writable } = await type.describe(undefined);
  const { [type.idField]: id } = properties;
  return {
    in: objectSchema({ ...lookupProperties(cfg, false), ...writable }),
    out: objectSchema(checkbox(cfg, READ_BACK) ? properties : { [type.idField]: id }),
  };
}

export { getLookupCriteria, getMetaModel, processMessage as process };
