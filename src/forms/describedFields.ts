import { type Field, isBlank, optionalId, type Values } from '../input/fields.js';
import type { ObjectFields, ObjectType } from '../objects/objectType.js';
import { orGeneral } from '../platform/step.js';

/**
 * The fields of an object type for metadata, with what only a certain directory has, by the field that names it; without
 * one, what the brand's default directory has. The general fields where that cannot be found out at once.
 */
export async function describedFields(
  step: unknown,
  cfg: Values,
  type: ObjectType,
  directory?: Field,
): Promise<ObjectFields> {
  return orGeneral(
    step,
    cfg,
    async (client) => type.describe({ client, directoryId: directory && optionalId(cfg, directory) }),
    () => type.describe(undefined),
  );
}

const OFFERED: Field = { key: 'embeddedDataDirectory', label: 'Offer the embedded data of' };

/** The same for a step whose form offers to choose a directory for it, and is not looked into without. */
export async function offeredFields(step: unknown, cfg: Values, type: ObjectType): Promise<ObjectFields> {
  return isBlank(cfg[OFFERED.key]) ? type.describe(undefined) : describedFields(step, cfg, type, OFFERED);
}
