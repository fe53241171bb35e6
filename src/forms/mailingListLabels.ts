import { mailingListsOf } from '../qualtrics/api/mailingLists.js';
import type { QualtricsClient } from '../qualtrics/client/client.js';

/** Select model of "Mailing List": id → name, sorted by name; names need not be unique, then the id helps. */
export async function mailingListLabels(client: QualtricsClient, directoryId: string): Promise<Record<string, string>> {
  const names: [string, string][] = [];
  for (const { mailingListId, name } of await mailingListsOf(client, directoryId)) {
    if (typeof mailingListId !== 'string') continue;
    names.push([mailingListId, typeof name === 'string' && name.trim() !== '' ? name : 'Mailing list without a name']);
  }
  const isUnique = (name: string): boolean => names.filter(([, other]) => other === name).length === 1;
  const labelled = names.map(([id, name]) => [id, isUnique(name) ? name : `${name} (${id})`] as const);
  return Object.fromEntries(labelled.sort(([, a], [, b]) => a.localeCompare(b)));
}
