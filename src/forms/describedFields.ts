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
