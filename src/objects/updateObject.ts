import { keysOf, memoryKey } from './keys.js';
import type { Criteria } from './lookup.js';
import type { ObjectContext, ObjectRecord } from './objectType.js';
import type { ObjectTypeThatCan } from './objectTypes.js';
import { forget, recentObjectsOf, remember } from './recentObjects.js';

type WritableType = ObjectTypeThatCan<'lookup' | 'write'>;

/**
 * Writes `input` into an object that was just read, and gives it as it is then. The keys it gets are remembered before
 * it is known if the write has worked: a lost answer must not hide it from the next message.
 * Throws QualtricsError, and an Error that says it was updated when only reading it back failed.
 */
export async function updateObject(
  context: ObjectContext,
  type: WritableType,
  existing: ObjectRecord,
  input: ObjectRecord,
  criteria: Criteria | undefined,
): Promise<ObjectRecord> {
  const id = String(existing[type.idField]);
  const newKeys = keysOf(type, undefined, input);
  for (const key of newKeys) {
    const isKnown = recentObjectsOf(context, type, key).some((recent) => recent.id === id);
    if (!isKnown) remember(context, type, key, { id });
  }
  if (!(await type.write.update(context, existing, input))) return existing;
  if (criteria && hasLeft(context, type, criteria, newKeys)) forget(context, type, criteria, id);
  const object = await readBack(`The ${type.noun} ${id} was updated`, context, type, id);
  for (const key of newKeys) {
    const storedAs = object[key.criterion];
    if (typeof storedAs === 'string') remember(context, type, key, { id, storedAs });
  }
  return object;
}

/** Whether an object was given another key than the one it was found by. */
function hasLeft(
  context: ObjectContext,
  type: WritableType,
  criteria: Criteria,
  newKeys: readonly Criteria[],
): boolean {
  const key = newKeys.find(({ criterion }) => criterion === criteria.criterion);
  return key !== undefined && memoryKey(context, type, key) !== memoryKey(context, type, criteria);
}

/** An object that was just written. Whoever reads an error must know what was done before it. */
export async function readBack(
  done: string,
  context: ObjectContext,
  type: WritableType,
  id: string,
): Promise<ObjectRecord> {
  try {
    const object = await type.lookup.get(context, id, { waitForIt: true });
    if (object) return object;
    throw new Error(`Qualtrics does not show the ${type.noun} ${id} yet (status 404): look it up by this id later.`);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`${done}, but it could not be read back: ${why}`, { cause: error });
  }
}
