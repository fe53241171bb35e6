import { shown } from '../input/fields.js';
import { InputError } from '../input/inputError.js';
import { QualtricsError } from '../qualtrics/client/errors.js';
import { BoundedMap } from '../util/boundedMap.js';
import { KeyedQueue } from '../util/keyedQueue.js';
import { sharedByMessages } from '../util/sharedState.js';
import { type Criteria, lookUp } from './lookup.js';
import type { ObjectContext, ObjectRecord } from './objectType.js';
import type { ObjectTypeThatCan } from './objectTypes.js';

type WritableType = ObjectTypeThatCan<'lookup' | 'write'>;

const REMEMBERED_MS = 5 * 60_000;
const MAX_REMEMBERED = 10_000;

/** An object that the search index may not know yet. */
interface Remembered {
  readonly id: string;
  /** Until then (ms since 1970) a 404 says nothing: Qualtrics may not show yet what it has created. */
  readonly mayBeHiddenUntilMs: number;
}

/**
 * Objects by the key they were created or changed under. The search index lags behind writes: without this, a second
 * upsert of the same key seconds later would create a duplicate.
 */
const createdKeys = sharedByMessages(new BoundedMap<Remembered>({ most: MAX_REMEMBERED, lifetimeMs: REMEMBERED_MS }));

/** Upserts of one key run one at a time, for the same reason. */
const queue = sharedByMessages(new KeyedQueue());

/** The search index shows a write after a minute at the most (see {@link searchPatienceMs}). */
const INDEX_LAG_MS = 60_000;

/** Even with retry delays of milliseconds, a create whose outcome is unknown is looked for this long. */
const MIN_PATIENCE_MS = 15_000;

const DELAYS_OF_PATIENCE = 6;
const LOOKS = 12;

export interface UpsertOptions {
  readonly criterion: string;
  /** What the object is looked up by; `undefined`: always create. */
  readonly value: string | undefined;
  readonly input: ObjectRecord;
  /** Whether a created object is read back, so that all its fields are there. */
  readonly readBack: boolean;
}

/**
 * Updates the one object that the criteria name, creates it when there is none.
 * Gives the whole object after an update, after a create only its id unless `readBack`.
 * Throws InputError when several match, or when the object to create contradicts its criteria.
 */
export async function upsert(
  context: ObjectContext,
  type: WritableType,
  options: UpsertOptions,
): Promise<ObjectRecord> {
  const { criterion, value, input, readBack } = options;
  if (value === undefined) {
    const id = await type.write.create(context, input);
    rememberCreated(context, type, { criterion, value: input[criterion] }, id);
    return created(context, type, id, readBack);
  }
  const criteria = { criterion, value };
  return queue.run(keyOf(context, type, criteria), async () => {
    const existing = await findExisting(context, type, criteria);
    if (existing) return updated(context, type, existing, input, criteria);
    const { id, isCertain } = await createOnce(context, type, withCriteria(type, input, criteria), criteria);
    rememberCreated(context, type, criteria, id);
    if (isCertain) return created(context, type, id, readBack);
    const found = await read(context, type, id);
    return updated(context, type, found, input, criteria);
  });
}

function rememberCreated(
  context: ObjectContext,
  type: WritableType,
  { criterion, value }: { readonly criterion: string; readonly value: unknown },
  id: string,
): void {
  if (typeof value !== 'string') return;
  const { clock, settings } = context.client;
  const mayBeHiddenUntilMs = clock.now() + searchPatienceMs(settings.retryDelayMs);
  createdKeys.set(keyOf(context, type, { criterion, value }), { id, mayBeHiddenUntilMs });
}

function keyOf({ client, directoryId }: ObjectContext, type: WritableType, { criterion, value }: Criteria): string {
  return JSON.stringify([client.identity, directoryId, type.key, criterion, type.lookup.canonical(criterion, value)]);
}

/** An id that Qualtrics does not know may be one it does not know yet: it is asked for again before a create. */
async function findExisting(
  context: ObjectContext,
  type: WritableType,
  criteria: Criteria,
): Promise<ObjectRecord | undefined> {
  const remembered = createdKeys.get(keyOf(context, type, criteria));
  const known = remembered && (await readRemembered(context, type, remembered));
  if (!type.lookupCriteria[criteria.criterion]?.isId) return lookUp(context, type, criteria, known);
  return known ?? type.lookup.get(context, criteria.value, { waitForIt: true });
}

/** What was created here, once Qualtrics shows it; `undefined` when it was deleted since. */
async function readRemembered(
  context: ObjectContext,
  type: WritableType,
  { id, mayBeHiddenUntilMs }: Remembered,
): Promise<ObjectRecord | undefined> {
  const { clock, settings } = context.client;
  for (;;) {
    const isLastLook = clock.now() >= mayBeHiddenUntilMs;
    const object = await type.lookup.get(context, id, { waitForIt: true });
    if (object || isLastLook) return object;
    await clock.sleep(settings.retryDelayMs);
  }
}

/** The object to create carries the value it was looked up by, so that the next upsert finds it. */
function withCriteria(type: WritableType, input: ObjectRecord, { criterion, value }: Criteria): ObjectRecord {
  const { isId, label } = type.lookupCriteria[criterion] ?? { isId: false, label: criterion };
  if (isId) return input;
  const given = input[criterion];
  if (given === undefined) return { ...input, [criterion]: value };
  if (type.lookup.canonical(criterion, String(given)) !== type.lookup.canonical(criterion, value)) {
    throw new InputError(
      `No ${type.noun} has the "${label}" ${shown(value)}, and it cannot be created with it: "Lookup Criteria Value" is ${shown(value)}, but the message's "${label}" is ${shown(given)}. Make them the same, or leave out one.`,
    );
  }
  return input;
}

/** Creates without ever doubling: after an unknown outcome it is looked for before it is created again. */
async function createOnce(
  context: ObjectContext,
  type: WritableType,
  input: ObjectRecord,
  criteria: Criteria,
): Promise<{ id: string; isCertain: boolean }> {
  const { client } = context;
  const canBeFound = !type.lookupCriteria[criteria.criterion]?.isId;
  for (let tries = 1; ; tries += 1) {
    try {
      return { id: await type.write.create(context, input), isCertain: true };
    } catch (error) {
      if (!(error instanceof QualtricsError && error.outcomeUnknown && canBeFound)) throw error;
      client.logger.warn(
        `It is not known if the ${type.noun} was created (${error.status ?? 'no answer'}); looking for it.`,
      );
      const found = await lookAgain(context, type, criteria, error);
      if (found) return { id: String(found[type.idField]), isCertain: false };
      if (tries >= client.settings.retriesCount) throw error;
    }
  }
}

/** Looks until the index must have shown it. After a 503 Qualtrics did nothing, so one look is enough. */
async function lookAgain(
  context: ObjectContext,
  type: WritableType,
  criteria: Criteria,
  error: QualtricsError,
): Promise<ObjectRecord | undefined> {
  const { clock, settings } = context.client;
  const patienceMs = error.status === 503 ? settings.retryDelayMs : searchPatienceMs(settings.retryDelayMs);
  const pauseMs = Math.max(settings.retryDelayMs, patienceMs / LOOKS);
  const endMs = clock.now() + patienceMs;
  for (;;) {
    const found = await lookUp(context, type, criteria);
    if (found || clock.now() >= endMs) return found;
    await clock.sleep(Math.min(pauseMs, endMs - clock.now()));
  }
}

/** How long to look for what may have been created: the index's lag of a minute with the usual delay of 10 s. */
function searchPatienceMs(retryDelayMs: number): number {
  return Math.min(INDEX_LAG_MS, Math.max(MIN_PATIENCE_MS, DELAYS_OF_PATIENCE * retryDelayMs));
}

async function created(
  context: ObjectContext,
  type: WritableType,
  id: string,
  readBack: boolean,
): Promise<ObjectRecord> {
  if (!readBack) return { [type.idField]: id };
  return readAfter(`The ${type.noun} was created with the id ${id}`, context, type, id);
}

/** Whoever reads an error must know what was done before it. */
async function readAfter(done: string, context: ObjectContext, type: WritableType, id: string): Promise<ObjectRecord> {
  try {
    return await read(context, type, id);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`${done}, but it could not be read back: ${why}`, { cause: error });
  }
}

async function updated(
  context: ObjectContext,
  type: WritableType,
  existing: ObjectRecord,
  input: ObjectRecord,
  criteria: Criteria,
): Promise<ObjectRecord> {
  if (Object.keys(input).length === 0) return existing;
  await type.write.update(context, existing, input);
  const id = String(existing[type.idField]);
  const newValue = input[criteria.criterion];
  if (typeof newValue === 'string') {
    createdKeys.delete(keyOf(context, type, criteria));
    const key = keyOf(context, type, { ...criteria, value: newValue });
    createdKeys.set(key, { id, mayBeHiddenUntilMs: 0 });
  }
  return readAfter(`The ${type.noun} ${id} was updated`, context, type, id);
}

async function read(context: ObjectContext, type: WritableType, id: string): Promise<ObjectRecord> {
  const object = await type.lookup.get(context, id, { waitForIt: true });
  if (!object)
    throw new Error(`Qualtrics does not show the ${type.noun} ${id} yet (status 404): look it up by this id later.`);
  return object;
}
