import {
  chosenCriterion,
  getLookupCriteria,
  lookupProperties,
  readDirectory,
  requiredCriteriaValue,
} from '../forms/objectForm.js';
import { choice, shown, type Values } from '../input/fields.js';
import { chosenObjectType, describedObjectType } from '../objects/objectTypes.js';
import { remove } from '../objects/remove.js';
import { type Metadata, objectSchema } from '../platform/metadata.js';
import { isSampleRun } from '../platform/settings.js';
import { stepProcess } from '../platform/step.js';
import { NoObjectFound } from '../polling/run/firstObjects.js';

const IF_NOT_FOUND = { key: 'ifNotFound', label: 'If no object is found' };
const CHOICES = {
  emitEmpty: 'Emit an empty object',
  throwError: 'Throw an error',
  emitNothing: 'Emit nothing',
} as const;

/** Deletes the one object that the message names; gives its id. */
const processMessage = stepProcess(async ({ cfg, body, qualtrics, emitData }) => {
  const type = chosenObjectType(cfg, 'lookup', 'remove');
  const criterion = chosenCriterion(cfg, type);
  const ifNotFound = choice(cfg, IF_NOT_FOUND, CHOICES, 'emitEmpty');
  const value = requiredCriteriaValue(type, criterion, body);
  const directory = readDirectory(type, cfg, body);
  const id = await remove(qualtrics, type, directory, { criterion, value });
  if (id !== undefined) return emitData({ [type.idField]: id });
  if (ifNotFound === 'throwError') {
    const label = type.lookupCriteria[criterion]?.label;
    throw new Error(`No ${type.noun} has the "${label}" ${shown(value)}, so none was deleted.`);
  }
  if (ifNotFound === 'emitEmpty') await emitData({});
  else if (isSampleRun()) throw new NoObjectFound();
});

async function getMetaModel(cfg: Values): Promise<Metadata> {
  const type = describedObjectType(cfg);
  const { properties } = await type.describe(undefined);
  return {
    in: objectSchema(lookupProperties(cfg, type, true)),
    out: objectSchema({ [type.idField]: properties[type.idField] }),
  };
}

export { getLookupCriteria, getMetaModel, processMessage as process };
