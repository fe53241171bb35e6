import { describedFields } from '../forms/describedFields.js';
import {
  chosenCriterion,
  getLookupCriteria,
  lookupProperties,
  optionalCriteriaValue,
  readContext,
  requiredCriteriaValue,
} from '../forms/objectForm.js';
import { checkbox, shown, type Values } from '../input/fields.js';
import { lookUp } from '../objects/lookup.js';
import { chosenObjectType, describedObjectType } from '../objects/objectTypes.js';
import { type Metadata, objectSchema } from '../platform/metadata.js';
import { stepProcess } from '../platform/step.js';

const CAN_BE_OMITTED = { key: 'allowCriteriaToBeOmitted', label: 'Allow criteria to be omitted' };
const CAN_BE_NONE = { key: 'allowZeroResults', label: 'Allow zero results' };

/** Finds the one object that the message names; an empty object where none is allowed. */
const processMessage = stepProcess(async ({ cfg, body, qualtrics, emitData }) => {
  const type = chosenObjectType(cfg, 'lookup');
  const criterion = chosenCriterion(cfg, type);
  const canBeNone = checkbox(cfg, CAN_BE_NONE);
  const readValue = checkbox(cfg, CAN_BE_OMITTED) ? optionalCriteriaValue : requiredCriteriaValue;
  const value = readValue(type, criterion, body);
  if (value === undefined) return emitData({});

  const context = await readContext(qualtrics, type, cfg, body);
  const found = await lookUp(context, type, { criterion, value });
  if (!found && !canBeNone) {
    const label = type.lookupCriteria[criterion]?.label;
    throw new Error(
      `No ${type.noun} has the "${label}" ${shown(value)}. If that is all right, tick "${CAN_BE_NONE.label}".`,
    );
  }
  await emitData(found ?? {});
});

async function getMetaModel(this: unknown, cfg: Values): Promise<Metadata> {
  const type = describedObjectType(cfg);
  const { properties } = await describedFields(this, cfg, type);
  return {
    in: objectSchema(lookupProperties(cfg, type, !checkbox(cfg, CAN_BE_OMITTED))),
    out: objectSchema(properties),
  };
}

export { getLookupCriteria, getMetaModel, processMessage as process };
