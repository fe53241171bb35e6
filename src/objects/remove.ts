import { QualtricsError } from '../qualtrics/client/errors.js';
import { type Criteria, lookUp } from './lookup.js';
import type { ObjectContext } from './objectType.js';
import type { ObjectTypeThatCan } from './objectTypes.js';

/**
 * Deletes the one object that the criteria name and gives its id; `undefined` when there is none. It is looked up, read
 * and compared as for an upsert, so a search index that lags behind cannot have another object deleted. One that somebody
 * else deletes meanwhile is deleted all the same. Throws InputError when several match, and deletes none of them.
 */
export async function remove(
  context: ObjectContext,
  type: ObjectTypeThatCan<'lookup' | 'remove'>,
  criteria: Criteria,
): Promise<string | undefined> {
  const object = await lookUp(context, type, criteria);
  if (!object) return undefined;
  const id = String(object[type.idField]);
  try {
    await type.remove.remove(context, id);
  } catch (error) {
    if (!(error instanceof QualtricsError && error.status === 404)) throw error;
  }
  return id;
}
