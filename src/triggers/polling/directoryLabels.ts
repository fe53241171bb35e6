import type { QualtricsClient } from '../../qualtrics/client.js';
import { searchContacts } from '../../qualtrics/contacts.js';
import { type Directory, listDirectories } from '../../qualtrics/directories.js';
import { QualtricsError } from '../../qualtrics/errors.js';

/** Directories that are tried out for being searchable; a brand has a handful. */
const MOST_TRIED = 20;

/** Select model of "Directory": id → name, sorted by name; one that cannot be searched (XMD Lite) says so. */
export async function directoryLabels(client: QualtricsClient): Promise<Record<string, string>> {
  const directories = await listDirectories(client);
  const labelled = await Promise.all(
    directories.map(async (directory, index) => {
      const note =
        index < MOST_TRIED && !(await isSearchable(client, directory)) ? ' (XMD Lite: cannot be polled)' : '';
      return [directory.directoryId, label(directory, directories) + note] as const;
    }),
  );
  labelled.sort(([, a], [, b]) => a.localeCompare(b));
  return Object.fromEntries(labelled);
}

/** Names need not be unique, and a default directory may have none: then the id helps. */
function label({ directoryId, name, isDefault }: Directory, all: readonly Directory[]): string {
  if (name === undefined) return `${isDefault ? 'Default directory' : 'Directory without a name'} (${directoryId})`;
  const isUnique = all.filter((other) => other.name === name).length === 1;
  return isUnique ? name : `${name} (${directoryId})`;
}

/** Qualtrics does not say which directories are Lite; it refuses to search them. Asked once: a person is waiting. */
async function isSearchable(client: QualtricsClient, { directoryId }: Directory): Promise<boolean> {
  const criteria = [{ filterType: 'lastModified', comparison: 'gte', value: '2100-01-01' }] as const;
  try {
    await searchContacts(client, directoryId, { criteria, pageSize: 1, repeat: 'ifNotReceived' });
    return true;
  } catch (error) {
    const isRefused = error instanceof QualtricsError && [400, 403].includes(error.status ?? 0);
    return !isRefused;
  }
}
