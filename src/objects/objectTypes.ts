import { choice, isBlank, shown, type Values } from '../input/fields.js';
import { InputError } from '../input/inputError.js';
import { contacts } from './contacts/contactType.js';
import { mailingLists } from './mailingLists/mailingListType.js';
import type { ObjectType } from './objectType.js';

/** Every object type there is; a new one is imported above and added here. */
const objectTypes: readonly ObjectType[] = [contacts, mailingLists];

/** What a step wants of an object type. */
export type Capability = 'lookup' | 'write' | 'remove' | 'poll' | 'search';

/** An object type that has these capabilities. */
export type ObjectTypeThatCan<Wanted extends Capability> = ObjectType & Required<Pick<ObjectType, Wanted>>;

/** What an object type cannot do, in the error that refuses it. */
const REFUSALS: Readonly<Record<Capability, string>> = {
  lookup: 'looked up',
  write: 'created or updated',
  remove: 'deleted',
  poll: 'polled',
  search: 'searched',
};

/** The object type chosen in a configuration; throws InputError when it is missing, unknown, or cannot do it. */
export function chosenObjectType<Wanted extends Capability>(
  cfg: Values,
  ...wanted: readonly Wanted[]
): ObjectTypeThatCan<Wanted> {
  const choices = Object.fromEntries(objectTypes.map((type) => [type.key, type.noun]));
  const key = choice(cfg, { key: 'objectType', label: 'Object Type' }, choices);
  const type = objectTypes.find((one) => one.key === key) as ObjectType;
  return thatCan(type, ...wanted);
}

/** The type itself, once it is certain that it has the capabilities; throws InputError when it lacks one. */
export function thatCan<Wanted extends Capability>(
  type: ObjectType,
  ...wanted: readonly Wanted[]
): ObjectTypeThatCan<Wanted> {
  const missing = wanted.find((capability) => type[capability] === undefined);
  if (missing === undefined) return type as ObjectTypeThatCan<Wanted>;
  throw new InputError(`The "Object Type" ${shown(type.key)} cannot be ${REFUSALS[missing]}: choose another one.`);
}

/** The same for select lists and metadata: while none is chosen yet, the first one stands for all. */
export function describedObjectType(cfg: Values): ObjectType {
  return isBlank(cfg.objectType) ? contacts : chosenObjectType(cfg);
}
