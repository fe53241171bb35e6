import { QualtricsError } from '../qualtrics/client/errors.js';
import { indexPatienceMs } from './indexLag.js';
import { type Criteria, lookUp } from './lookup.js';
import type { ObjectContext, ObjectRecord } from './objectType.js';
import type { ObjectTypeThatCan } from './objectTypes.js';
import {
  forget,
  forgetUnknown,
  learnStoredForms,
  type RecentObject,
  recentObjectsOf,
  rememberCreated,
  stillHasKey,
  type UnknownCreate,
  unknownCreateOf,
} from './recentObjects.js';
import { mayBeStoredAs } from './storedForms.js';

type LookupType = ObjectTypeThatCan<'lookup'>;

/** Looks while the index may still be behind. */
const MAX_SEARCHES_WHILE_BEHIND = 12;

/**
 * The object that a message is about, also one that search does not show yet: what was written here lately is read by
 * its id, and where nobody knows if it was created, it is looked for until the index must have shown it.
 * Throws InputError when there are several, QualtricsError.
 */
export async function findExisting(
  context: ObjectContext,
  type: LookupType,
  criteria: Criteria,
): Promise<ObjectRecord | undefined> {
  const known = await readRecent(context, type, criteria);
  if (type.lookupCriteria[criteria.criterion]?.isId) {
    return known[0] ?? type.lookup.get(context, criteria.value, { waitForIt: true });
  }
  const unknown = unknownCreateOf(context, type, criteria);
  if (!unknown || known.length > 0) return lookUp(context, type, criteria, known);
  return findUnknown(context, type, criteria, unknown);
}

/** Objects written here lately that have the key still. */
async function readRecent(context: ObjectContext, type: LookupType, key: Criteria): Promise<ObjectRecord[]> {
  const found: ObjectRecord[] = [];
  for (const recent of recentObjectsOf(context, type, key)) {
    const object = await readOnceShown(context, type, recent);
    if (object && stillHasKey(type, key, recent, object)) {
      found.push(object);
      learnStoredForms(context, type, key, recent, object);
    } else {
      forget(context, type, key, recent.id);
    }
  }
  return found;
}

/** What was written here, once Qualtrics shows it; `undefined` when it was deleted since. */
async function readOnceShown(
  context: ObjectContext,
  type: LookupType,
  { id, mayBeHiddenUntilMs = 0 }: RecentObject,
): Promise<ObjectRecord | undefined> {
  const { clock, settings } = context.client;
  for (;;) {
    const isLastLook = clock.now() >= mayBeHiddenUntilMs;
    const object = await type.lookup.get(context, id, { waitForIt: true });
    if (object || isLastLook) return object;
    await clock.sleep(settings.retryDelayMs);
  }
}

/**
 * Finds out about an object that may have been created: looks until there is a match, or until a look that began when
 * the index must show it gave none. Then it is known, and remembered. A look that fails for a passing reason is one
 * more reason to look again; the last one's error, and any refusal, is thrown, and it stays unknown.
 */
export async function findUnknown(
  context: ObjectContext,
  type: LookupType,
  criteria: Criteria,
  { sinceMs, untilMs }: UnknownCreate,
): Promise<ObjectRecord | undefined> {
  const { clock, settings } = context.client;
  const pauseMs = Math.max(settings.retryDelayMs, indexPatienceMs(settings.retryDelayMs) / MAX_SEARCHES_WHILE_BEHIND);
  for (;;) {
    const isLastLook = clock.now() >= untilMs;
    try {
      const byKey = await lookUp(context, type, criteria);
      const found = byKey ?? (isLastLook ? await storedOtherwise(context, type, criteria, sinceMs) : undefined);
      if (found) rememberCreated(context, type, [criteria], String(found[type.idField]), found);
      else if (isLastLook) forgetUnknown(context, type, [criteria]);
      if (found || isLastLook) return found;
    } catch (error) {
      if (isLastLook || !isPassing(error)) throw error;
    }
    await clock.sleep(Math.max(0, Math.min(pauseMs, untilMs - clock.now())));
  }
}

/** A new object that no search finds by its key, since Qualtrics keeps the key in another form than it was sent. */
async function storedOtherwise(
  context: ObjectContext,
  type: LookupType,
  key: Criteria,
  sinceMs: number,
): Promise<ObjectRecord | undefined> {
  for await (const recent of type.lookup.createdSince?.(context, sinceMs) ?? []) {
    if (!mayBeStoredAs(type, key, recent[key.criterion])) continue;
    const object = await type.lookup.get(context, String(recent[type.idField]), { waitForIt: true });
    if (object && mayBeStoredAs(type, key, object[key.criterion])) return object;
  }
  return undefined;
}

function isPassing(error: unknown): boolean {
  if (!(error instanceof QualtricsError)) return false;
  return error.isPassing || (error.status ?? 0) < 400;
}
