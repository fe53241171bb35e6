import { BoundedMap } from '../util/boundedMap.js';
import { scalarText } from '../util/scalarText.js';
import { sharedByMessages } from '../util/sharedState.js';
import { indexPatienceMs } from './indexLag.js';
import { memoryKey } from './keys.js';
import type { Criteria } from './lookup.js';
import type { ObjectContext, ObjectRecord } from './objectType.js';
import type { ObjectTypeThatCan } from './objectTypes.js';

type LookupType = ObjectTypeThatCan<'lookup'>;

/** Our choice: five times the longest lag of the search index that anybody reported. */
const REMEMBERED_MS = 5 * 60_000;

/**
 * Our choice: in five minutes Qualtrics takes 2,500 creates and as many updates of contacts of a whole brand
 * (https://api.qualtrics.com/a5e9a1a304902-limits), so there is room for two keys of each.
 */
const MAX_KEYS = 10_000;

/** Objects remembered for one key; two that match are an error already. */
const MAX_OBJECTS = 5;

/** An object that was written under a key, which the search index may not know yet. */
export interface RecentObject {
  readonly id: string;
  /** For one created here; until then (ms since 1970) a 404 says nothing: Qualtrics may not show it yet. */
  readonly mayBeHiddenUntilMs?: number | undefined;
  /** For one created here: all the keys it was created under. */
  readonly createdUnder?: readonly Criteria[] | undefined;
  /** The key as Qualtrics keeps it, once it was seen; it may differ from what was sent. */
  readonly storedAs?: string | undefined;
}

/**
 * Objects by the keys they were created or changed under. The search index lags behind writes: without this, a second
 * upsert of the same key seconds later would create a duplicate.
 */
const recentObjects = sharedByMessages(
  new BoundedMap<readonly RecentObject[]>({ most: MAX_KEYS, lifetimeMs: REMEMBERED_MS }),
);

/** An object that may have been created: since when, and until when (ms since 1970) search may not show it yet. */
export interface UnknownCreate {
  readonly sinceMs: number;
  readonly untilMs: number;
}

/** By the keys that the object would have. */
const unknownCreates = sharedByMessages(new BoundedMap<UnknownCreate>({ most: MAX_KEYS, lifetimeMs: REMEMBERED_MS }));

/** Ids of objects that were deleted here: whatever key led to them, it leads nowhere now. */
const removedObjects = sharedByMessages(new BoundedMap<true>({ most: MAX_KEYS, lifetimeMs: REMEMBERED_MS }));

/** What was written under a key lately, and not deleted here since. */
export function recentObjectsOf(context: ObjectContext, type: LookupType, key: Criteria): readonly RecentObject[] {
  const written = recentObjects.get(memoryKey(context, type, key)) ?? [];
  return written.filter(({ id }) => !removedObjects.get(idKey(context, type, id)));
}

/** An object was deleted for certain. Else a 404 for one that was just created would be waited for to pass. */
export function rememberRemoved(context: ObjectContext, type: LookupType, id: string): void {
  removedObjects.set(idKey(context, type, id), true);
}

function idKey({ client, directoryId }: ObjectContext, type: LookupType, id: string): string {
  return JSON.stringify([client.identity, directoryId, type.key, id]);
}

/** An object was created under these keys; `object`: as it was read since. */
export function rememberCreated(
  context: ObjectContext,
  type: LookupType,
  keys: readonly Criteria[],
  id: string,
  object: ObjectRecord = {},
): void {
  const { clock, settings } = context.client;
  const mayBeHiddenUntilMs = clock.now() + indexPatienceMs(settings.retryDelayMs);
  for (const key of keys) {
    unknownCreates.delete(memoryKey(context, type, key));
    const storedAs = textOf(object[key.criterion]);
    remember(context, type, key, { id, mayBeHiddenUntilMs, createdUnder: keys, storedAs });
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** An object has, or may have, this key now. Replaces what was known of the object under it. */
export function remember(context: ObjectContext, type: LookupType, key: Criteria, recent: RecentObject): void {
  const others = recentObjectsOf(context, type, key).filter(({ id }) => id !== recent.id);
  recentObjects.set(memoryKey(context, type, key), [...others, recent].slice(-MAX_OBJECTS));
}

/**
 * Learns from an object, read because it was remembered under a key, in which form its keys are kept: this one's, and as
 * long as nobody has touched it, those of all others that it was created under.
 */
export function learnStoredForms(
  context: ObjectContext,
  type: LookupType,
  key: Criteria,
  recent: RecentObject,
  object: ObjectRecord,
): void {
  const learn = (known: Criteria, entry: RecentObject): void => {
    const storedAs = textOf(object[known.criterion]);
    if (storedAs !== undefined) remember(context, type, known, { ...entry, storedAs });
  };
  learn(key, recent);
  if (!isUntouched(object)) return;
  for (const other of recent.createdUnder ?? []) {
    const entry = recentObjectsOf(context, type, other).find(({ id, storedAs }) => id === recent.id && !storedAs);
    if (entry) learn(other, entry);
  }
}

/** An object has this key no longer. */
export function forget(context: ObjectContext, type: LookupType, key: Criteria, id: string): void {
  const others = recentObjectsOf(context, type, key).filter((recent) => recent.id !== id);
  if (others.length > 0) recentObjects.set(memoryKey(context, type, key), others);
  else recentObjects.delete(memoryKey(context, type, key));
}

/**
 * Whether an object has the key it was remembered under, though Qualtrics may keep the key in another form: as long as
 * nobody has changed it since.
 */
export function stillHasKey(
  type: LookupType,
  { criterion, value }: Criteria,
  { storedAs, mayBeHiddenUntilMs }: RecentObject,
  object: ObjectRecord,
): boolean {
  if (type.lookupCriteria[criterion]?.isId) return true;
  const current = scalarText(object[criterion]);
  if (current === '') return false;
  if (type.lookup.canonical(criterion, current) === type.lookup.canonical(criterion, value)) return true;
  if (storedAs !== undefined) return current === storedAs;
  return mayBeHiddenUntilMs !== undefined && isUntouched(object);
}

function isUntouched({ creationDate, lastModified }: ObjectRecord): boolean {
  return creationDate !== undefined && creationDate === lastModified;
}

/** Nobody knows whether an object with these keys was created; the attempt began at `sinceMs` (ms since 1970). */
export function rememberUnknown(
  context: ObjectContext,
  type: LookupType,
  keys: readonly Criteria[],
  sinceMs: number,
): UnknownCreate {
  const { clock, settings } = context.client;
  const unknown = { sinceMs, untilMs: clock.now() + indexPatienceMs(settings.retryDelayMs) };
  for (const key of keys) unknownCreates.set(memoryKey(context, type, key), unknown);
  return unknown;
}

/** Whether an object with this key may have been created; `undefined` when there is nothing to find out. */
export function unknownCreateOf(context: ObjectContext, type: LookupType, key: Criteria): UnknownCreate | undefined {
  return unknownCreates.get(memoryKey(context, type, key));
}

/** It is known by now whether there is an object with these keys. */
export function forgetUnknown(context: ObjectContext, type: LookupType, keys: readonly Criteria[]): void {
  for (const key of keys) unknownCreates.delete(memoryKey(context, type, key));
}
