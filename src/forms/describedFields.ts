import { isBlank, type Values } from '../input/fields.js';
import type { ObjectFields, ObjectType } from '../objects/objectType.js';
import { orGeneral } from '../platform/step.js';

/**
 * The fields of an object type for metadata, with what only a certain directory has; without one, what the brand's
 * default directory has. The general fields where that cannot be found out at once.
 */
export async function describedFields(
  step: unknown,
  cfg: Values,
  type: ObjectType,
  directoryId?: unknown,
): Promise<ObjectFields> {
  const chosen = isBlank(directoryId) ? undefined : String(directoryId);
  return orGeneral(
    step,
    cfg,
    (client) => type.describe({ client, directoryId: chosen }),
    () => type.describe(undefined),
  );
}

/** The same for a step whose form offers to choose a directory for it, and is not looked into without. */
export async function offeredFields(step: unknown, cfg: Values, type: ObjectType): Promise<ObjectFields> {
  const { embeddedDataDirectory } = cfg;
  if (isBlank(embeddedDataDirectory)) return type.describe(undefined);
  return describedFields(step, cfg, type, embeddedDataDirectory);
}
