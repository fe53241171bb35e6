import { searchContacts } from '../qualtrics/api/contacts.js';
import { type Directory, listDirectories } from '../qualtrics/api/directories.js';
import type { QualtricsClient } from '../qualtrics/client/client.js';
import { QualtricsError } from '../qualtrics/client/errors.js';

/** Directories that are tried out for being searchable; a brand has a handful. */
const MAX_TRIED = 20;

/** Select model of "Directory": id → name, sorted by name; one that cannot be searched says so, and why. */
export async function directoryLabels(client: QualtricsClient): Promise<Record<string, string>> {
  const directories = await listDirectories(client);
  const labelled = await Promise.all(
    directories.map(async (directory, index) => {
      const obstacle = index < MAX_TRIED ? await searchObstacle(client, directory) : undefined;
      const note = obstacle ? ` (cannot be polled: ${obstacle})` : '';
      return [directory.directoryId, label(directory, directories) + note] as const;
    }),
  );
  labelled.sort(([, a], [, b]) => a.localeCompare(b));
  return Object.fromEntries(labelled);
}

/** The same without trying whether they can be searched, for steps that do not search. */
export async function directoryNames(client: QualtricsClient): Promise<Record<string, string>> {
  const directories = await listDirectories(client);
  const labelled = directories.map((directory) => [directory.directoryId, label(directory, directories)] as const);
  return Object.fromEntries(labelled.sort(([, a], [, b]) => a.localeCompare(b)));
}

/** Names need not be unique, and a default directory may have none: then the id helps. */
function label({ directoryId, name, isDefault }: Directory, all: readonly Directory[]): string {
  if (name === undefined) return `${isDefault ? 'Default directory' : 'Directory without a name'} (${directoryId})`;
  const isUnique = all.filter((other) => other.name === name).length === 1;
  return isUnique ? name : `${name} (${directoryId})`;
}

/**
 * Why a directory cannot be searched; `undefined` when it can. Qualtrics does not say which directories are Lite; it
 * refuses to search them, with which status is not documented. Asked once: a person is waiting.
 */
async function searchObstacle(client: QualtricsClient, { directoryId }: Directory): Promise<string | undefined> {
  const criteria = [{ filterType: 'lastModified', comparison: 'gte', value: '2100-01-01' }] as const;
  try {
    await searchContacts(client, directoryId, { criteria, pageSize: 1, repeat: 'ifNotReceived' });
    return undefined;
  } catch (error) {
    const status = error instanceof QualtricsError ? error.status : undefined;
    if (status === 403) return 'XMD Lite, or the client may not read contacts';
    return status === 400 ? 'XMD Lite' : undefined;
  }
}
