import type { QualtricsClient } from '../qualtrics/client/client.js';
import type { Criteria } from './lookup.js';
import type { ObjectContext, ObjectRecord } from './objectType.js';
import type { ObjectTypeThatCan } from './objectTypes.js';

type LookupType = ObjectTypeThatCan<'lookup'>;

/** Letters of a key that decide whose turn it is; Qualtrics may cut a long value, nobody knows where. */
const TURN_KEY_LENGTH = 100;

/** Every value by which the object of a message can be found, now or once it is written. */
export function keysOf(type: LookupType, criteria: Criteria | undefined, input: ObjectRecord): Criteria[] {
  const carried = Object.keys(type.lookupCriteria).flatMap((criterion) => {
    const value = input[criterion];
    return typeof value === 'string' && value !== '' ? [{ criterion, value }] : [];
  });
  return criteria ? [criteria, ...carried] : carried;
}

/** What an object is remembered by: values that Qualtrics takes for the same give the same. */
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
 * What decides whose turn it is: any two values that Qualtrics might possibly take for the same give the same. Too
 * coarse only costs a wait, so the directory is left out: finding it takes time, and turns are taken on arrival.
 */
export function turnKey(client: QualtricsClient, type: LookupType, { criterion, value }: Criteria): string {
  const text = coarse(type.lookup.canonical(criterion, value));
  return JSON.stringify([client.identity, type.key, criterion, text]);
}

/** A text without anything that storing it may change: case, accents, blanks, width, its end. */
export function coarse(text: string): string {
  const bare = text.normalize('NFKD').replace(/[\p{M}\s]/gu, '');
  return bare.toUpperCase().toLowerCase().slice(0, TURN_KEY_LENGTH);
}
