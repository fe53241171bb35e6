import { shown } from '../input/fields.js';
import { InputError } from '../input/inputError.js';
import type { Candidate, ObjectContext, ObjectRecord } from './objectType.js';
import type { ObjectTypeThatCan } from './objectTypes.js';

type LookupType = ObjectTypeThatCan<'lookup'>;

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
  type: LookupType,
  { criterion, value }: Criteria,
  known?: ObjectRecord,
): Promise<ObjectRecord | undefined> {
  if (type.lookupCriteria[criterion]?.isId) return type.lookup.get(context, value);
  const knownId = known?.[type.idField];
  const candidates = await type.lookup.candidates(context, criterion, value);
  const matches: ObjectRecord[] = [];
  if (known && !candidates.some((candidate) => idOf(type, candidate) === knownId)) {
    if (isMatch(type, criterion, known[criterion], undefined, value)) matches.push(known);
  }
  for (const candidate of candidates) {
    const isKnown = idOf(type, candidate) === knownId;
    const object = isKnown ? known : await currentObject(context, type, candidate);
    const indexed = candidate.kind === 'indexed' ? candidate.value : undefined;
    if (object && isMatch(type, criterion, object[criterion], indexed, value)) matches.push(object);
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

function idOf(type: LookupType, candidate: Candidate): unknown {
  return candidate.kind === 'indexed' ? candidate.id : candidate.object[type.idField];
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
 * A match by Qualtrics' own comparison holds as long as the field is what the index compared: for phone numbers, say,
 * nobody documents how it does. An object that the index gave with another value, or did not give, is compared here.
 */
function isMatch(type: LookupType, criterion: string, current: unknown, indexed: unknown, value: string): boolean {
  const text = String(current ?? '');
  if (text === '') return false;
  return text === indexed || type.lookup.canonical(criterion, text) === type.lookup.canonical(criterion, value);
}
