import { shown } from '../input/fields.js';
import { InputError } from '../input/inputError.js';
import { type Directory, listDirectories } from '../qualtrics/api/directories.js';
import type { QualtricsClient } from '../qualtrics/client/client.js';
import { BoundedMap } from '../util/boundedMap.js';
import { sharedByMessages } from '../util/sharedState.js';

const LIFETIME_MS = 5 * 60_000;
const MAX_CREDENTIALS = 100;

/** The directories of each credential, kept a few minutes: every message of a flow names the same one. */
const directoryCache = sharedByMessages(
  new BoundedMap<Directory[]>({ most: MAX_CREDENTIALS, lifetimeMs: LIFETIME_MS }),
);

/**
 * The id of the directory with exactly this name. A list that lacks it is read again before that is believed.
 * Throws InputError naming the directories there are when none or several have the name.
 */
export async function directoryIdByName(client: QualtricsClient, name: string): Promise<string> {
  const cached = directoryCache.get(client.identity);
  const found = cached?.filter((directory) => directory.name === name) ?? [];
  const directories = found.length > 0 && cached ? cached : await refresh(client);
  const matches = directories.filter((directory) => directory.name === name);
  const [match] = matches;
  if (match && matches.length === 1) return match.directoryId;
  if (!match) {
    const names = directories.map((directory) => shown(directory.name ?? directory.directoryId)).sort();
    throw new InputError(
      `"Directory Name" must be the name of a directory, but there is none called ${shown(name)}. There are: ${names.join(', ')}.`,
    );
  }
  const ids = matches.map((directory) => directory.directoryId).join(', ');
  throw new InputError(
    `"Directory Name" ${shown(name)} is the name of ${matches.length} directories (${ids}): choose one by its id ("Directory match criteria": "Directory ID").`,
  );
}

async function refresh(client: QualtricsClient): Promise<Directory[]> {
  const directories = await listDirectories(client);
  directoryCache.set(client.identity, directories);
  return directories;
}
