import { Refusal } from '../../refusal.js';
import { invalidValue, keysOf, refuseOthers, requireKeys, textIn } from '../bodies.js';
import type { Survey } from '../surveys/survey.js';
import { valuesIn } from './givenValues.js';
import type { StoredResponse } from './response.js';
import { type Change, changedResponse } from './writing.js';

/** Ids of one batch, and characters of a value (documented). */
const MAX_IDS = 250_000;
const MAX_VALUE_LENGTH = 1000;

interface Named {
  readonly responseId: string;
}

/** Many responses to change or to delete. */
export interface Batch<T extends Named> {
  readonly items: readonly T[];
  /** Whether one that is not there is passed over. */
  readonly ignoresMissing: boolean;
}

/** Reads the body of a batch of changes. Throws Refusal. */
export function readUpdates(body: unknown): Batch<Named & Change> {
  const keys = keysOf(body);
  refuseOthers(keys, ['updates', 'removeEdits', 'ignoreMissingResponses', 'fileUrl']);
  // Edits by hand, which `removeEdits` would undo, are none of the sandbox's.
  flagIn(keys, 'removeEdits', false);
  const items = itemsIn(keys, 'updates').map((item) => {
    refuseOthers(item, ['responseId', 'embeddedData', 'resetRecordedDate']);
    requireKeys(item, ['responseId', 'embeddedData']);
    const embeddedData = valuesIn(item.embeddedData, 'embeddedData');
    const tooLong = Object.keys(embeddedData).find((key) => String(embeddedData[key]).length > MAX_VALUE_LENGTH);
    if (tooLong !== undefined) throw invalidValue(tooLong);
    const resetRecordedDate = flagIn(item, 'resetRecordedDate', true);
    return { responseId: textIn(item, 'responseId'), embeddedData, resetRecordedDate };
  });
  return { items, ignoresMissing: flagIn(keys, 'ignoreMissingResponses', false) };
}

/** Reads the body of a batch of deletions. Throws Refusal. */
export function readDeletes(body: unknown): Batch<Named> {
  const keys = keysOf(body);
  refuseOthers(keys, ['deletes', 'ignoreMissingResponses', 'fileUrl']);
  const items = itemsIn(keys, 'deletes').map((item) => {
    refuseOthers(item, ['responseId', 'decrementQuotas']);
    requireKeys(item, ['responseId']);
    flagIn(item, 'decrementQuotas', false);
    return { responseId: textIn(item, 'responseId') };
  });
  return { items, ignoresMissing: flagIn(keys, 'ignoreMissingResponses', false) };
}

/** Changes all of a batch, or nothing when one is missing that must not be; whether it was done. */
export function updateAll(survey: Survey, batch: Batch<Named & Change>, now: number): boolean {
  return withAll(survey, batch, (response, change) =>
    survey.responses.write(changedResponse(response, change, now), now),
  );
}

/** Deletes all of a batch, or nothing when one is missing that must not be; whether it was done. */
export function deleteAll(survey: Survey, batch: Batch<Named>, now: number): boolean {
  return withAll(survey, batch, ({ responseId }) => survey.responses.delete(responseId, now));
}

function withAll<T extends Named>(
  survey: Survey,
  { items, ignoresMissing }: Batch<T>,
  work: (response: StoredResponse, item: T) => void,
): boolean {
  const isThere = ({ responseId }: Named): boolean => survey.responses.find(responseId)?.isInProgress === false;
  if (!ignoresMissing && !items.every(isThere)) return false;
  for (const item of items) {
    // Asked again for each, since a batch may name a response twice.
    const response = survey.responses.find(item.responseId);
    if (response && !response.isInProgress) work(response, item);
  }
  return true;
}

function itemsIn(keys: Readonly<Record<string, unknown>>, key: string): Record<string, unknown>[] {
  if (keys.fileUrl !== undefined) throw new Refusal(400, undefined, 'The sandbox takes no fileUrl here.');
  requireKeys(keys, [key]);
  const items = keys[key];
  if (!Array.isArray(items) || items.length === 0 || items.length > MAX_IDS) throw invalidValue(key);
  return items.map(keysOf);
}

function flagIn(keys: Readonly<Record<string, unknown>>, key: string, otherwise: boolean): boolean {
  const flag = keys[key] ?? otherwise;
  if (typeof flag !== 'boolean') throw invalidValue(key);
  return flag;
}
