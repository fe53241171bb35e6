import { shown, type Values } from '../input/fields.js';
import { InputError } from '../input/inputError.js';
import type { QualtricsClient } from '../qualtrics/client/client.js';
import { createOnce } from './createOnce.js';
import { assertDirectoryExists, type DirectoryChoice, openContext } from './directory.js';
import { findExisting } from './findExisting.js';
import { keysOf } from './keys.js';
import { type Criteria, criterionLabel, isMatch } from './lookup.js';
import type { CreatedObject, EmptyValues, ObjectContext, ObjectRecord } from './objectType.js';
import type { ObjectTypeThatCan } from './objectTypes.js';
import { rememberCreated } from './recentObjects.js';
import { carries } from './storedForms.js';
import { aloneWith, inTurn, readMoment } from './turns.js';
import { readBack, updateObject } from './updateObject.js';

type WritableType = ObjectTypeThatCan<'lookup' | 'write'>;

export type IfFound = 'update' | 'throwError' | 'emitExisting' | 'emitEmpty';
export type IfNotFound = 'create' | 'throwError' | 'emitEmpty';

export interface UpsertOptions {
  readonly directory: DirectoryChoice;
  readonly criterion: string;
  /** What the object is looked up by; `undefined`: there is none to be found. */
  readonly value: string | undefined;
  /** The object's fields as they came. */
  readonly fields: Values;
  readonly emptyValues: EmptyValues;
  readonly ifFound: IfFound;
  readonly ifNotFound: IfNotFound;
  /** Whether a created object is read back, so that all its fields are there. */
  readonly retrieveAfterCreation: boolean;
}

/** What one message is about, once its options are read. */
interface Upsert {
  readonly context: ObjectContext;
  readonly type: WritableType;
  readonly options: UpsertOptions;
  readonly criteria: Criteria | undefined;
  readonly toCreate: ObjectRecord;
  readonly toUpdate: ObjectRecord;
}

/**
 * Updates the one object that the criteria name, creates it when there is none; or what the options say instead.
 * Messages that carry the same key are done one after the other, in the order of the calls.
 * Gives the whole object after an update, after a create only its id unless it is read back, `{}` where told so.
 * Throws InputError when several match, or when the object to create contradicts its criteria; QualtricsError.
 */
export async function upsert(
  client: QualtricsClient,
  type: WritableType,
  options: UpsertOptions,
): Promise<ObjectRecord> {
  const { criterion, value, fields, emptyValues } = options;
  const criteria = value === undefined ? undefined : { criterion, value };
  const toCreate = type.write.toInput(fields, 'ignore');
  const toUpdate = emptyValues === 'ignore' ? toCreate : type.write.toInput(fields, emptyValues);
  return inTurn(client, type, keysOf(type, criteria, toCreate), async () => {
    const context = await openContext(client, options.directory);
    return upsertNow({ context, type, options, criteria, toCreate, toUpdate });
  });
}

async function upsertNow(upsert: Upsert): Promise<ObjectRecord> {
  const { context, type, criteria } = upsert;
  for (;;) {
    const readAt = readMoment();
    const found = criteria && (await findExisting(context, type, criteria));
    const result = found ? await whenFound(upsert, found, readAt) : await whenNotFound(upsert, readAt);
    if (result) return result;
  }
}

/** `undefined` when another message has changed it meanwhile, so that it is to be looked up again. */
async function whenFound(upsert: Upsert, found: ObjectRecord, readAt: number): Promise<ObjectRecord | undefined> {
  const { type, options } = upsert;
  const id = String(found[type.idField]);
  if (options.ifFound === 'emitEmpty') return {};
  if (options.ifFound === 'emitExisting') return found;
  if (options.ifFound === 'throwError') {
    const label = criterionLabel(type, options.criterion);
    throw new Error(
      `There is a ${type.noun} with the "${label}" ${shown(options.value)} already (${id}), and "If an object is found" is set to "Throw an error".`,
    );
  }
  return updateFound(upsert, found, readAt);
}

async function updateFound(
  { context, type, criteria, toUpdate }: Upsert,
  found: ObjectRecord,
  readAt: number,
): Promise<ObjectRecord | undefined> {
  const id = String(found[type.idField]);
  return aloneWith(context, type, id, readAt, async (isStale) => {
    const existing = isStale ? await type.lookup.get(context, id) : found;
    if (!existing || !isStillMeant(type, criteria, found, existing)) return undefined;
    return updateObject(context, type, existing, toUpdate, criteria);
  });
}

/** Whether an object that was read again is still the one that the criteria name. */
function isStillMeant(
  type: WritableType,
  criteria: Criteria | undefined,
  found: ObjectRecord,
  existing: ObjectRecord,
): boolean {
  if (!criteria || existing === found || type.lookupCriteria[criteria.criterion]?.isId) return true;
  const { criterion, value } = criteria;
  return isMatch(type, criterion, existing[criterion], found[criterion], value);
}

async function whenNotFound(upsert: Upsert, readAt: number): Promise<ObjectRecord | undefined> {
  const { context, type, options, criteria, toCreate } = upsert;
  if (options.ifNotFound !== 'create') {
    if (criteria && type.lookupCriteria[criteria.criterion]?.isId) await assertDirectoryExists(context);
    if (options.ifNotFound === 'emitEmpty') return {};
    throw notFound(type, options);
  }
  const input = criteria ? withCriteria(type, toCreate, criteria) : toCreate;
  const created = await createOnce(context, type, input, keysOf(type, criteria, input), criteria);
  if (created.kind === 'created') return newObject(upsert, created);
  // The same as what was sent: it was created, only the answer was lost. What creating does not write is written now.
  if (carries(created.object, input)) return updateFound(upsert, created.object, readAt);
  return whenFound(upsert, created.object, readAt);
}

function notFound(type: WritableType, { criterion, value }: UpsertOptions): Error {
  const label = criterionLabel(type, criterion);
  return new Error(
    value === undefined
      ? `"Lookup Criteria Value" is empty, so no ${type.noun} is found, and "If no object is found" is set to "Throw an error".`
      : `No ${type.noun} has the "${label}" ${shown(value)}, and "If no object is found" is set to "Throw an error".`,
  );
}

/** The object to create carries the value it was looked up by, so that the next upsert finds it. */
function withCriteria(type: WritableType, input: ObjectRecord, { criterion, value }: Criteria): ObjectRecord {
  if (type.lookupCriteria[criterion]?.isId) return input;
  const label = criterionLabel(type, criterion);
  const given = input[criterion];
  if (given === undefined) return { ...input, [criterion]: value };
  if (type.lookup.canonical(criterion, String(given)) !== type.lookup.canonical(criterion, value)) {
    throw new InputError(
      `No ${type.noun} has the "${label}" ${shown(value)}, and it cannot be created with it: "Lookup Criteria Value" is ${shown(value)}, but the message's "${label}" is ${shown(given)}. Make them the same, or leave out one.`,
    );
  }
  return input;
}

/** Read back only where that is wanted; then it is also known in which form its keys are kept. */
async function newObject(upsert: Upsert, { id, unwritten }: CreatedObject): Promise<ObjectRecord> {
  const { context, type, options, criteria, toCreate } = upsert;
  if (!options.retrieveAfterCreation && !unwritten) return { [type.idField]: id };
  const done = `The ${type.noun} was created with the id ${id}`;
  const object = await readBack(done, context, type, id);
  rememberCreated(context, type, keysOf(type, criteria, toCreate), id, object);
  if (!unwritten) return object;
  return updateObject(context, type, object, unwritten, undefined).catch((error: Error) => {
    const fields = Object.keys(unwritten).join(', ');
    throw new Error(`${done}, but not all of it was written (${fields}): ${error.message}`, { cause: error });
  });
}
