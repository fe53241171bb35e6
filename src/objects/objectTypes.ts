import { choice, isBlank, type Values } from '../input/fields.js';
import { contacts } from './contacts/contactType.js';
import type { ObjectType } from './objectType.js';

/** Every object type there is; a new one is a line here. */
const objectTypes: readonly ObjectType[] = [contacts];

/** The object type chosen in a configuration; throws InputError when it is missing or unknown. */
export function chosenObjectType(cfg: Values): ObjectType {
  const choices = Object.fromEntries(objectTypes.map((type) => [type.key, type.noun]));
  const key = choice(cfg, { key: 'objectType', label: 'Object Type' }, choices);
  return objectTypes.find((type) => type.key === key) as ObjectType;
}

/** The same for select lists and metadata: while none is chosen yet, the first one stands for all. */
export function describedObjectType(cfg: Values): ObjectType {
  return isBlank(cfg.objectType) ? contacts : chosenObjectType(cfg);
}
