import { shown } from '../input/fields.js';
import { InputError } from '../input/inputError.js';
import { searchContacts } from '../qualtrics/api/contacts.js';
import { type Directory, listDirectories } from '../qualtrics/api/directories.js';
import type { QualtricsClient } from '../qualtrics/client/client.js';
import { QualtricsError } from '../qualtrics/client/errors.js';
import { BoundedMap } from '../util/boundedMap.js';
import { tidyText } from '../util/comparableText.js';
import { sharedByMessages } from '../util/sharedState.js';
import { SingleFlight } from '../util/singleFlight.js';
import type { ObjectContext } from './objectType.js';

/** Our choice: so long may a name lead to the directory that had it before. One not kept is looked up at once. */
const LIFETIME_MS = 5 * 60_000;

/** Our choice, to bound memory: a step has one credential and few directories, and what is dropped is read again. */
const MAX_CREDENTIALS = 100;
const MAX_DIRECTORIES = 1000;

/** How a message names the directory of its object. */
export type DirectoryChoice =
  | { readonly kind: 'none' }
  | { readonly kind: 'id'; readonly directoryId: string }
  /** As it came, blanks included: a name may begin or end with one. */
  | { readonly kind: 'name'; readonly name: string };

/** The directories of each credential, kept a few minutes: every message of a flow names the same one. */
const directoryCache = sharedByMessages(
  new BoundedMap<Directory[]>({ most: MAX_CREDENTIALS, lifetimeMs: LIFETIME_MS }),
);

/** Directories that were searched, so they exist. */
const searchedDirectories = sharedByMessages(new BoundedMap<true>({ most: MAX_DIRECTORIES, lifetimeMs: LIFETIME_MS }));

/** Messages that need the list at the same time share one. */
const listReads = sharedByMessages(new SingleFlight<Directory[]>());

/** Where a message's object lives. Throws InputError for a name that no directory has, or several. */
export async function openContext(client: QualtricsClient, directory: DirectoryChoice): Promise<ObjectContext> {
  if (directory.kind === 'none') return { client, directoryId: undefined };
  if (directory.kind === 'id') return { client, directoryId: directory.directoryId };
  return { client, directoryId: await directoryIdByName(client, directory.name) };
}

/**
 * The id of the directory with this name: exactly, else but for blanks and how its letters are put together.
 * A list that lacks it is read again before that is believed. Throws InputError naming the directories there are when
 * none or several have the name.
 */
async function directoryIdByName(client: QualtricsClient, name: string): Promise<string> {
  const cached = named(directoryCache.get(client.identity) ?? [], name);
  const directories = cached.length > 0 ? [] : await currentDirectories(client);
  const matches = cached.length > 0 ? cached : named(directories, name);
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

function named(directories: readonly Directory[], name: string): Directory[] {
  const exactly = directories.filter((directory) => directory.name === name);
  if (exactly.length > 0) return exactly;
  return directories.filter((directory) => directory.name !== undefined && tidyText(directory.name) === tidyText(name));
}

/** All directories as they are now; one request however many ask. Throws QualtricsError. */
export async function currentDirectories(client: QualtricsClient): Promise<Directory[]> {
  return listReads.run(client.identity, async () => {
    const directories = await listDirectories(client);
    directoryCache.set(client.identity, directories);
    return directories;
  });
}

/**
 * Throws QualtricsError when there is no such directory: a 404 for an object does not say which of the two is unknown.
 * One search, or none when the directory was asked for lately.
 */
export async function assertDirectoryExists({ client, directoryId }: ObjectContext): Promise<void> {
  if (directoryId === undefined) return;
  const key = JSON.stringify([client.identity, directoryId]);
  if (searchedDirectories.get(key)) return;
  const criteria = [{ filterType: 'lastModified', comparison: 'gte', value: '2100-01-01' }] as const;
  try {
    await searchContacts(client, directoryId, { criteria, pageSize: 1 });
  } catch (error) {
    const isRefused = error instanceof QualtricsError && [400, 403, 404].includes(error.status ?? 0);
    if (!isRefused || (error.status === 404 && !(await isListed(client, directoryId)))) throw error;
  }
  searchedDirectories.set(key, true);
}

/** XMD Lite directories exist, though they cannot be searched. Where the list may not be read, none is known. */
async function isListed(client: QualtricsClient, directoryId: string): Promise<boolean> {
  try {
    return (await currentDirectories(client)).some((directory) => directory.directoryId === directoryId);
  } catch (error) {
    if (error instanceof QualtricsError) return false;
    throw error;
  }
}
