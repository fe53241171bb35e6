import { shown } from '../input/fields.js';
import { InputError } from '../input/inputError.js';
import type { ObjectContext, ObjectRecord, ObjectType } from './objectType.js';

/** What to look for: by which field, with which value. */
export interface Criteria {
  readonly criterion: string;
  readonly value: string;
}

/**
 * The one object that the criteria name; `undefined` when there is none. The search index may lag behind, so what
 * it gives is read and checked: an object deleted or changed since is no match.
 * `known` is a candidate that the index may not know yet. Throws InputError naming the ids when there are several.
 */
export async function lookUp(
  context: ObjectContext,
  type: ObjectType,
  { criterion, value }: Criteria,
  known?: ObjectRecord,
): Promise<ObjectRecord | undefined> {
  if (type.lookupCriteria[criterion]?.isId) return type.get(context, value);
  const knownId = known?.[type.idField];
  const candidates = await type.findCandidates(context, criterion, value);
  if (knownId !== undefined && !candidates.some(({ id }) => id === knownId)) {
    candidates.push({ id: String(knownId), indexed: undefined, isNew: false });
  }
  const matches: ObjectRecord[] = [];
  for (const { id, indexed, isNew } of candidates) {
    const object = id === knownId ? known : await type.get(context, id, { waitForIt: isNew });
    if (object && isMatch(type, object[criterion], indexed, value)) matches.push(object);
  }
  if (matches.length > 1) {
    const label = type.lookupCriteria[criterion]?.label ?? criterion;
    const idLabel = Object.values(type.lookupCriteria).find(({ isId }) => isId)?.label ?? type.idField;
    const found = matches.map((object) => object[type.idField]).join(', ');
    throw new InputError(
      `More than one ${type.noun} has the "${label}" ${shown(value)} (${found}): use a value that only one has, or look it up by "${idLabel}".`,
    );
  }
  return matches[0];
}

/**
 * A match by Qualtrics' own comparison holds as long as the field is what the index compared: for phone numbers, say,
 * nobody documents how it does. An object that the index gave with another value, or did not give, is compared here.
 */
function isMatch(type: ObjectType, current: unknown, indexed: unknown, value: string): boolean {
  const text = String(current ?? '');
  return text !== '' && (text === indexed || type.normalize(text) === type.normalize(value));
}
