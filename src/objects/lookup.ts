import { shown } from '../input/fields.js';
import { InputError } from '../input/inputError.js';
import { scalarText } from '../util/scalarText.js';
import { assertDirectoryExists } from './directory.js';
import type { Candidate, ObjectContext, ObjectRecord } from './objectType.js';
import type { ObjectTypeThatCan } from './objectTypes.js';

type LookupType = ObjectTypeThatCan<'lookup'>;

/** What to look for: by which field, with which value. */
export interface Criteria {
  readonly criterion: string;
  readonly value: string;
}

/** Ids that an error names when several objects match. */
const MAX_NAMED = 10;

/**
 * The one object that the criteria name; `undefined` when there is none. The search index may lag behind, so what
 * it gives is read and checked: an object deleted or changed since is no match.
 * `known` are matches already found, which the index may not know yet. Throws InputError naming the ids when there are
 * several; two that match are enough to know, however many share the value. Throws QualtricsError.
 */
export async function lookUp(
  context: ObjectContext,
  type: LookupType,
  { criterion, value }: Criteria,
  known: readonly ObjectRecord[] = [],
): Promise<ObjectRecord | undefined> {
  if (type.lookupCriteria[criterion]?.isId) return byId(context, type, value);
  const matches = [...known];
  const ids = new Set(known.map((object) => String(object[type.idField])));
  for await (const candidate of type.lookup.candidates(context, criterion, value)) {
    const id = idOf(type, candidate);
    if (ids.has(id)) continue;
    if (matches.length < 2) {
      const object = await currentObject(context, type, candidate);
      const indexed = candidate.kind === 'indexed' ? candidate.value : undefined;
      if (!object || !isMatch(type, criterion, object[criterion], indexed, value)) continue;
      matches.push(object);
    }
    ids.add(id);
    if (ids.size > MAX_NAMED) break;
  }
  if (matches.length > 1) throw severalMatch(type, { criterion, value }, [...ids]);
  return matches[0];
}

async function byId(context: ObjectContext, type: LookupType, id: string): Promise<ObjectRecord | undefined> {
  const object = await type.lookup.get(context, id);
  if (!object) await assertDirectoryExists(context);
  return object;
}

function severalMatch(type: LookupType, { criterion, value }: Criteria, ids: readonly string[]): InputError {
  const idLabel = Object.values(type.lookupCriteria).find(({ isId }) => isId)?.label ?? type.idField;
  const found = ids.slice(0, MAX_NAMED).join(', ') + (ids.length > MAX_NAMED ? ' and more' : '');
  return new InputError(
    `More than one ${type.noun} has the "${criterionLabel(type, criterion)}" ${shown(value)} (${found}): use a value that only one has, or look it up by "${idLabel}".`,
  );
}

/** A criterion as people see it. */
export function criterionLabel(type: LookupType, criterion: string): string {
  return type.lookupCriteria[criterion]?.label ?? criterion;
}

function idOf(type: LookupType, candidate: Candidate): string {
  return candidate.kind === 'indexed' ? candidate.id : String(candidate.object[type.idField]);
}

async function currentObject(
  context: ObjectContext,
  type: LookupType,
  candidate: Candidate,
): Promise<ObjectRecord | undefined> {
  if (candidate.kind === 'object') return candidate.object;
  return type.lookup.get(context, candidate.id, { waitForIt: candidate.isNew });
}

/**
 * A match by Qualtrics' own comparison holds as long as the field is what the index compared, and has anything to do
 * with the value: for phone numbers, say, nobody documents how it compares. An object that the index gave with another
 * value, or did not give, is compared here.
 */
export function isMatch(
  type: LookupType,
  criterion: string,
  current: unknown,
  indexed: unknown,
  value: string,
): boolean {
  const text = scalarText(current);
  if (text === '') return false;
  if (type.lookup.canonical(criterion, text) === type.lookup.canonical(criterion, value)) return true;
  return text === indexed && (type.lookup.mayBeMeant?.(criterion, text, value) ?? false);
}
