import { choice, requiredText, type Values } from '../input/fields.js';
import type { Properties, Property } from '../input/schema.js';
import { type DirectoryChoice, openContext } from '../objects/directory.js';
import type { ObjectContext, ObjectType } from '../objects/objectType.js';
import { describedObjectType } from '../objects/objectTypes.js';
import type { QualtricsClient } from '../qualtrics/client/client.js';

/** What Upsert and Lookup have in common: how a message names a directory and an object in it. */

const DIRECTORY_MATCHES = { directoryId: 'Directory ID', directoryName: 'Directory Name' } as const;

export const CRITERIA_VALUE = { key: 'lookupCriteriaValue', label: 'Lookup Criteria Value' } as const;

/** The chosen lookup criterion of the chosen object type; throws InputError when it is missing or unknown. */
export function chosenCriterion(cfg: Values, type: ObjectType): string {
  return choice(cfg, { key: 'lookupCriteria', label: 'Lookup Criteria' }, criteriaLabels(type));
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
  const directory = requiredText(body, { key: 'directory', label: DIRECTORY_MATCHES[by] });
  if (by === 'directoryId') return { kind: 'id', directoryId: directory };
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
export function lookupProperties(cfg: Values, isValueRequired: boolean): Properties {
  return {
    lookupCriteriaValue: { type: 'string', title: CRITERIA_VALUE.label, required: isValueRequired },
    ...directoryProperties(cfg),
  };
}

/** The directory as in-metadata, titled after what it is matched by. */
export function directoryProperties(cfg: Values): Properties {
  const by = cfg.directoryMatchCriteria as keyof typeof DIRECTORY_MATCHES | undefined;
  const directory: Property = {
    type: 'string',
    title: (by && DIRECTORY_MATCHES[by]) ?? 'Directory Name/ID',
    required: true,
  };
  return { directory };
}

/** Select model of "Lookup Criteria" as the platform calls it; all that is needed is the object type. */
export async function getLookupCriteria(cfg: Values): Promise<Record<string, string>> {
  return criteriaLabels(describedObjectType(cfg));
}
