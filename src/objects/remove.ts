import type { QualtricsClient } from '../qualtrics/client/client.js';
import { QualtricsError } from '../qualtrics/client/errors.js';
import { assertDirectoryExists, type DirectoryChoice, openContext } from './directory.js';
import { findExisting } from './findExisting.js';
import { type Criteria, isMatch } from './lookup.js';
import type { ObjectContext } from './objectType.js';
import type { ObjectTypeThatCan } from './objectTypes.js';
import { rememberRemoved } from './recentObjects.js';
import { aloneWith, inTurn, readMoment } from './turns.js';

type RemovableType = ObjectTypeThatCan<'lookup' | 'remove'>;

/**
 * Deletes the one object that the criteria name and gives its id; `undefined` when there is none. It is looked up, read
 * and compared as for an upsert, and takes turns with upserts, so neither a search index that lags behind nor a message
 * at the same time can have another object deleted. One that somebody else deletes meanwhile is deleted all the same.
 * Throws InputError when several match, and deletes none of them; QualtricsError.
 */
export async function remove(
  client: QualtricsClient,
  type: RemovableType,
  directory: DirectoryChoice,
  criteria: Criteria,
): Promise<string | undefined> {
  return inTurn(client, type, [criteria], async () => {
    const context = await openContext(client, directory);
    if (type.lookupCriteria[criteria.criterion]?.isId) return removeById(context, type, criteria.value);
    for (;;) {
      const removed = await removeIfFound(context, type, criteria);
      if (removed !== 'changed') return removed?.id;
    }
  });
}

/** An id names one object for certain: nothing is to be looked up. */
async function removeById(context: ObjectContext, type: RemovableType, id: string): Promise<string | undefined> {
  const wasThere = await aloneWith(context, type, id, readMoment(), () => deleteNow(context, type, id));
  if (!wasThere) {
    await assertDirectoryExists(context);
    return undefined;
  }
  rememberRemoved(context, type, id);
  return id;
}

/** `changed`: another message has written it meanwhile, and it is no longer the one that is meant. */
async function removeIfFound(
  context: ObjectContext,
  type: RemovableType,
  criteria: Criteria,
): Promise<{ id: string } | undefined | 'changed'> {
  const { criterion, value } = criteria;
  const readAt = readMoment();
  const found = await findExisting(context, type, criteria);
  if (!found) return undefined;
  const id = String(found[type.idField]);
  return aloneWith(context, type, id, readAt, async (isStale) => {
    const current = isStale ? await type.lookup.get(context, id) : found;
    const isMeant = current && (!isStale || isMatch(type, criterion, current[criterion], found[criterion], value));
    if (!isMeant) return 'changed';
    await deleteNow(context, type, id);
    rememberRemoved(context, type, id);
    return { id };
  });
}

/** False when it was gone already. */
async function deleteNow(context: ObjectContext, type: RemovableType, id: string): Promise<boolean> {
  try {
    await type.remove.remove(context, id);
    return true;
  } catch (error) {
    if (error instanceof QualtricsError && error.isMissing) return false;
    throw error;
  }
}
