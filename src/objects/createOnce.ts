import { QualtricsError } from '../qualtrics/client/errors.js';
import { findUnknown } from './findExisting.js';
import { type Criteria, criterionLabel } from './lookup.js';
import type { CreatedObject, ObjectContext, ObjectRecord } from './objectType.js';
import type { ObjectTypeThatCan } from './objectTypes.js';
import { forgetUnknown, rememberCreated, rememberUnknown, type UnknownCreate } from './recentObjects.js';
import { mayBeStoredAs } from './storedForms.js';

type WritableType = ObjectTypeThatCan<'lookup' | 'write'>;

/** How a create ended. */
export type Created =
  | ({ readonly kind: 'created' } & CreatedObject)
  /** The answer was lost, and an object with the key is there now: this one, or one that somebody else has created. */
  | { readonly kind: 'found'; readonly object: ObjectRecord };

/** An object may or may not have been created, and looking for it failed, too. */
class CreateUnknownError extends Error {
  override readonly name = 'CreateUnknownError';

  constructor(noun: string, label: string, create: QualtricsError, look: unknown) {
    const why = look instanceof Error ? look.message : String(look);
    super(
      `${create.message} Looking for the ${noun} failed, too: ${why} The next message with this "${label}" looks for it before it creates one.`,
      { cause: create },
    );
  }
}

/**
 * Creates without ever doubling. What Qualtrics may have created although it did not say so is looked for by
 * `criteria` until the index must have shown it, and only then created again, `retriesCount` times in all. Where it
 * cannot be looked for, or that fails, all its `keys` stay unknown, for later messages to find out.
 * Throws QualtricsError, CreateUnknownError.
 */
export async function createOnce(
  context: ObjectContext,
  type: WritableType,
  input: ObjectRecord,
  keys: readonly Criteria[],
  criteria: Criteria | undefined,
): Promise<Created> {
  const { client } = context;
  for (let tries = 1; ; tries += 1) {
    const sinceMs = client.clock.now();
    try {
      const created = await type.write.create(context, input);
      rememberCreated(context, type, keys, created.id);
      return { kind: 'created', ...created };
    } catch (error) {
      if (!(error instanceof QualtricsError && error.outcomeUnknown)) throw error;
      const unknown = rememberUnknown(context, type, keys, sinceMs);
      if (!criteria || type.lookupCriteria[criteria.criterion]?.isId) throw error;
      client.logger.warn(
        `It is not known if the ${type.noun} was created (${error.status ?? 'no answer'}); looking for it.`,
      );
      const object = await lookForIt(context, type, criteria, unknown, error);
      forgetUnknown(context, type, keys);
      if (object) {
        const itsKeys = keys.filter((key) => mayBeStoredAs(type, key, object[key.criterion]));
        rememberCreated(context, type, itsKeys, String(object[type.idField]), object);
        return { kind: 'found', object };
      }
      if (tries >= client.settings.retriesCount) throw error;
    }
  }
}

async function lookForIt(
  context: ObjectContext,
  type: WritableType,
  criteria: Criteria,
  unknown: UnknownCreate,
  createError: QualtricsError,
): Promise<ObjectRecord | undefined> {
  try {
    return await findUnknown(context, type, criteria, unknown);
  } catch (error) {
    const label = criterionLabel(type, criteria.criterion);
    throw new CreateUnknownError(type.noun, label, createError, error);
  }
}
