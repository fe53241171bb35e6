import omit from 'lodash/omit.js';
import { checkbox, choice, type Field, type Values } from '../input/fields.js';
import type { ObjectType } from '../objects/objectType.js';
import type { UpsertOptions } from '../objects/upsert.js';
import { chosenCriterion, optionalCriteriaValue, readDirectory } from './objectForm.js';

/** What Upsert Object can be told to do; each field declared once, with its choices as they are labelled. */

const RETRIEVE: Field = { key: 'retrieveAfterCreation', label: 'Make GET request after object creation' };
const IF_FOUND: Field = { key: 'ifFound', label: 'If an object is found' };
const IF_NOT_FOUND: Field = { key: 'ifNotFound', label: 'If no object is found' };
const EMPTY_VALUES: Field = { key: 'emptyValues', label: 'Empty values' };

const WHEN_FOUND = {
  update: 'Update it',
  throwError: 'Throw an error',
  emitExisting: 'Emit the existing object',
  emitEmpty: 'Emit an empty object',
} as const;
const WHEN_NOT_FOUND = {
  create: 'Create it',
  throwError: 'Throw an error',
  emitEmpty: 'Emit an empty object',
} as const;
const WHEN_EMPTY = { ignore: 'Leave the field as it is', clear: 'Clear the field' } as const;

/** What a message is to be done with; whatever is not set is as it was in the first release. Throws InputError. */
export function readUpsert(type: ObjectType, cfg: Values, body: Values): UpsertOptions {
  const criterion = chosenCriterion(cfg, type);
  return {
    criterion,
    value: optionalCriteriaValue(type, criterion, body),
    fields: omit(body, 'lookupCriteriaValue', 'directory'),
    directory: readDirectory(type, cfg, body),
    ifFound: choice(cfg, IF_FOUND, WHEN_FOUND, 'update'),
    ifNotFound: choice(cfg, IF_NOT_FOUND, WHEN_NOT_FOUND, 'create'),
    emptyValues: choice(cfg, EMPTY_VALUES, WHEN_EMPTY, 'ignore'),
    retrieveAfterCreation: checkbox(cfg, RETRIEVE),
  };
}

/** Whether every object that is emitted may have all its fields: metadata must not hide what comes. */
export function emitsWholeObjects(cfg: Values): boolean {
  return checkbox(cfg, RETRIEVE) || cfg[IF_FOUND.key] === 'emitExisting';
}
