import { choice, optionalId, optionalText, requiredId, requiredText, type Values } from '../input/fields.js';
import type { Properties } from '../input/schema.js';
import { type DirectoryChoice, openContext } from '../objects/directory.js';
import type { ObjectContext, ObjectType } from '../objects/objectType.js';
import { describedObjectType } from '../objects/objectTypes.js';
import type { QualtricsClient } from '../qualtrics/client/client.js';

/** What Upsert and Lookup have in common: how a message names a directory and an object in it. */

const DIRECTORY_MATCHES = { directoryId: 'Directory ID', directoryName: 'Directory Name' } as const;

const CRITERIA_VALUE = { key: 'lookupCriteriaValue', label: 'Lookup Criteria Value' } as const;

/** The chosen lookup criterion of the chosen object type; throws InputError when it is missing or unknown. */
export function chosenCriterion(cfg: Values, type: ObjectType): string {
  return choice(cfg, { key: 'lookupCriteria', label: 'Lookup Criteria' }, criteriaLabels(type));
}

/** The value that an object is looked up by, `undefined` when there is none. Throws InputError. */
export function optionalCriteriaValue(type: ObjectType, criterion: string, body: Values): string | undefined {
  return (type.lookupCriteria[criterion]?.isId ? optionalId : optionalText)(body, CRITERIA_VALUE);
}

/** As {@link optionalCriteriaValue}; throws InputError when there is none. */
export function requiredCriteriaValue(type: ObjectType, criterion: string, body: Values): string {
  return (type.lookupCriteria[criterion]?.isId ? requiredId : requiredText)(body, CRITERIA_VALUE);
}

/** Select model of "Lookup Criteria": value → label. */
function criteriaLabels(type: ObjectType): Record<string, string> {
  return Object.fromEntries(Object.entries(type.lookupCriteria).map(([key, { label }]) => [key, label]));
}

/** How a message names its directory, by id or by name as configured. Throws InputError. */
export function readDirectory(type: ObjectType, cfg: Values, body: Values): DirectoryChoice {
  if (!type.hasDirectory) return { kind: 'none' };
  const match = { key: 'directoryMatchCriteria', label: 'Directory match criteria' };
  const by = choice(cfg, match, DIRECTORY_MATCHES);
  const field = { key: 'directory', label: DIRECTORY_MATCHES[by] };
  if (by === 'directoryId') return { kind: 'id', directoryId: requiredId(body, field) };
  const directory = requiredText(body, field);
  return { kind: 'name', name: typeof body.directory === 'string' ? body.directory : directory };
}

/** Where a message's object lives: its directory is read as configured, and looked up. Throws InputError. */
export async function readContext(
  client: QualtricsClient,
  type: ObjectType,
  cfg: Values,
  body: Values,
): Promise<ObjectContext> {
  return openContext(client, readDirectory(type, cfg, body));
}

/** The in-metadata of those that look up by a value. */
export function lookupProperties(cfg: Values, type: ObjectType, isValueRequired: boolean): Properties {
  return {
    lookupCriteriaValue: { type: 'string', title: CRITERIA_VALUE.label, required: isValueRequired },
    ...directoryProperties(cfg, type),
  };
}

/** The directory as in-metadata, titled after what it is matched by; nothing for a type without one. */
export function directoryProperties(cfg: Values, type: ObjectType): Properties {
  if (!type.hasDirectory) return {};
  const { directoryMatchCriteria: by } = cfg;
  const isChosen = typeof by === 'string' && Object.hasOwn(DIRECTORY_MATCHES, by);
  const title = isChosen ? DIRECTORY_MATCHES[by as keyof typeof DIRECTORY_MATCHES] : 'Directory Name/ID';
  return { directory: { type: 'string', title, required: true } };
}

/** Select model of "Lookup Criteria" as the platform calls it; all that is needed is the object type. */
export async function getLookupCriteria(cfg: Values): Promise<Record<string, string>> {
  return criteriaLabels(describedObjectType(cfg));
}
