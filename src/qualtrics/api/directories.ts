import type { QualtricsClient } from '../client/client.js';
import { isId, isRecord } from '../client/needs.js';

/** A directory of contacts (a "pool"). */
export interface Directory {
  readonly directoryId: string;
  /** Default directories may have none; two directories may have the same. */
  readonly name: string | undefined;
  readonly isDefault: boolean;
  /**
   * Fields that make two contacts one in imports and mailing lists, as Qualtrics names them: email, firstName,
   * lastName, externalDataReference, phone. None: every contact put into a list is a new one.
   */
  readonly deduplicatesBy: readonly string[];
}

/**
 * All directories of the brand. No `pageSize` is sent: 5 was once documented as the largest one allowed.
 * Throws QualtricsError.
 */
export async function listDirectories(client: QualtricsClient): Promise<Directory[]> {
  // Pages may slide, so that one is listed twice.
  const directories = new Map<string, Directory>();
  const scope = 'read:directories or manage:directories';
  for await (const { directoryId, name, isDefault, deduplicationCriteria } of client.elements({
    method: 'GET',
    path: '/directories',
    scope,
  })) {
    if (!isId(directoryId)) continue;
    directories.set(directoryId, {
      directoryId,
      name: typeof name === 'string' && name.trim() !== '' ? name : undefined,
      isDefault: isDefault === true,
      deduplicatesBy: Object.entries(isRecord(deduplicationCriteria) ? deduplicationCriteria : {}).flatMap(
        ([field, isOn]) => (isOn === true || isOn === 'true' ? [field] : []),
      ),
    });
  }
  return [...directories.values()];
}
