import type { Properties } from '../../input/schema.js';
import { searchContacts } from '../../qualtrics/api/contacts.js';
import { listDirectories } from '../../qualtrics/api/directories.js';
import type { QualtricsClient } from '../../qualtrics/client/client.js';
import { isRecord } from '../../qualtrics/client/needs.js';
import { BoundedMap } from '../../util/boundedMap.js';
import { sharedByMessages } from '../../util/sharedState.js';
import type { ObjectContext } from '../objectType.js';

/** More names than this are more than a person looks through. */
const MAX_NAMES = 200;
const PAGE_SIZE = 100;

/**
 * Contacts that were changed within these times show what is in use today. Search has no order, so the newest hundred
 * are those of the shortest time that has so many: the last week where contacts come daily, years where they rest.
 */
const RECENT_MS = [7, 60, 400, 3000].map((days) => days * 24 * 60 * 60_000);

const found = sharedByMessages(new BoundedMap<readonly string[]>({ most: 100, lifetimeMs: 5 * 60_000 }));

/**
 * The embedded data of a directory as fields by name. Qualtrics has no list of them (no endpoint, by the vendor's
 * documentation), so they are those of some of its contacts: of any hundred, and of the hundred changed last where there
 * are more. Without a directory in the context, the brand's default one stands for all. Throws QualtricsError.
 */
export async function embeddedDataProperties(context: ObjectContext): Promise<Properties> {
  const { client } = context;
  const directoryId = context.directoryId ?? (await defaultDirectory(client));
  if (directoryId === undefined) return {};
  const key = JSON.stringify([client.identity, directoryId]);
  const names = found.get(key) ?? (await namesIn(client, directoryId));
  found.set(key, names);
  return Object.fromEntries(names.map((name) => [name, { type: 'string', title: name } as const]));
}

async function defaultDirectory(client: QualtricsClient): Promise<string | undefined> {
  const directories = await listDirectories(client);
  return (directories.find(({ isDefault }) => isDefault) ?? directories[0])?.directoryId;
}

async function namesIn(client: QualtricsClient, directoryId: string): Promise<readonly string[]> {
  const contactsSince = async (filterType: 'created' | 'lastModified', ms: number) => {
    const criteria = [{ filterType, comparison: 'gte', value: new Date(ms).toISOString().slice(0, 10) }] as const;
    const { elements } = await searchContacts(client, directoryId, {
      criteria,
      pageSize: PAGE_SIZE,
      includeEmbedded: true,
    });
    return elements;
  };
  const any = await contactsSince('created', 0);
  const recent: Record<string, unknown>[] = [];
  for (const agoMs of any.length < PAGE_SIZE ? [] : RECENT_MS) {
    if (recent.length >= PAGE_SIZE) break;
    recent.push(...(await contactsSince('lastModified', client.clock.now() - agoMs)));
  }
  const names = new Map<string, string>();
  for (const { embeddedData } of [...recent, ...any]) {
    for (const name of Object.keys(isRecord(embeddedData) ? embeddedData : {})) {
      // Qualtrics takes names that differ by case only for one.
      if (!names.has(name.toLowerCase())) names.set(name.toLowerCase(), name);
    }
  }
  return [...names.values()].slice(0, MAX_NAMES).sort((a, b) => a.localeCompare(b));
}
