import type { QualtricsClient } from '../qualtrics/client/client.js';
import { coarse } from '../util/comparableText.js';
import type { Criteria } from './lookup.js';
import type { ObjectContext, ObjectRecord } from './objectType.js';
import type { ObjectTypeThatCan } from './objectTypes.js';

type LookupType = ObjectTypeThatCan<'lookup'>;

/** Every value by which the object of a message can be found, now or once it is written. */
export function keysOf(type: LookupType, criteria: Criteria | undefined, input: ObjectRecord): Criteria[] {
  const carried = Object.keys(type.lookupCriteria).flatMap((criterion) => {
    const value = input[criterion];
    return typeof value === 'string' && value !== '' ? [{ criterion, value }] : [];
  });
  return criteria ? [criteria, ...carried] : carried;
}

/** What an object is remembered by: values that Qualtrics treats as equal give the same text. */
export function memoryKey(
  { client, directoryId }: ObjectContext,
  type: LookupType,
  { criterion, value }: Criteria,
): string {
  const isId = type.lookupCriteria[criterion]?.isId;
  const text = isId ? value.trim() : type.lookup.canonical(criterion, value);
  return JSON.stringify([client.identity, directoryId, type.key, criterion, text]);
}

/**
 * What decides whose turn it is: any two values that Qualtrics might treat as equal give the same text. Too
 * coarse only costs a wait, so the directory is left out: finding it takes time, and turns are taken on arrival.
 */
export function turnKey(client: QualtricsClient, type: LookupType, { criterion, value }: Criteria): string {
  const text = coarse(type.lookup.canonical(criterion, value));
  return JSON.stringify([client.identity, type.key, criterion, text]);
}
