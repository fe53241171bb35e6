import type { Readable } from 'node:stream';
import { json } from 'node:stream/consumers';
import { shown } from '../input/fields.js';
import { isId } from '../qualtrics/client/needs.js';
import { systemClock } from '../qualtrics/client/options.js';
import { isPassingStatus } from '../qualtrics/client/retry.js';
import { exchange, type HttpAnswer } from '../qualtrics/client/transport.js';
import { TransportFailure } from '../qualtrics/client/transportFailure.js';
import type { Attachment } from './attachment.js';
import type { StepLogger } from './logger.js';
import { readSettings } from './settings.js';
import { userAgent } from './userAgent.js';

/** A file for the platform's object storage. */
export interface FileToStore {
  readonly name: string;
  readonly contentType: string;
  readonly size: number;
  /** Called for each try; gives a fresh stream. */
  readonly open: () => Readable;
}

/** A file in the platform's object storage; `size` in bytes. */
export interface StoredFile {
  /** The storage's own name for it. */
  readonly id: string;
  readonly name: string;
  readonly contentType: string;
  readonly size: number;
  /** Where other components read it. */
  readonly url: string;
}

/** Where the platform keeps files, and the token for it. */
export interface ObjectStorageAccess {
  readonly uri: string;
  readonly token: string;
  /** How long it may be silent before a try counts as failed, in milliseconds; five minutes by default. */
  readonly silenceMs?: number;
}

/** The step's object storage. Throws an Error when it has none: better known before there is anything to store. */
export function objectStorage(): ObjectStorageAccess {
  const { ELASTICIO_OBJECT_STORAGE_URI: uri, ELASTICIO_OBJECT_STORAGE_TOKEN: token } = process.env;
  if (uri && token) return { uri, token };
  throw new Error(
    'This step has no object storage to put files into: ask the platform\'s operator for "ELASTICIO_OBJECT_STORAGE_URI" and "ELASTICIO_OBJECT_STORAGE_TOKEN".',
  );
}

/** As many as the platform's own client (`@elastic.io/maester-client`) makes by default: one, and three more. */
const TRIES = 4;

/** Gigabytes take the storage a while to put away once they are all there. */
const SILENCE_MS = 5 * 60_000;

/**
 * Stores files one after the other; all or none: when one fails, those stored before it are deleted again.
 * Throws as {@link storeFile}.
 */
export async function storeFiles(
  storage: ObjectStorageAccess,
  files: readonly FileToStore[],
  logger: StepLogger,
): Promise<StoredFile[]> {
  const stored: StoredFile[] = [];
  try {
    for (const file of files) stored.push(await storeFile(storage, file, logger));
    return stored;
  } catch (error) {
    await deleteFiles(storage, stored, logger);
    throw error;
  }
}

/** Stored files as a message's attachments, by their names. */
export function attachmentsOf(files: readonly StoredFile[]): Record<string, Attachment> {
  return Object.fromEntries(
    files.map(({ name, url, size, contentType }) => [name, { url, size, 'content-type': contentType }]),
  );
}

/**
 * Stores a file; a failed try is repeated when that may help. An upload may take as long as it likes while bytes flow.
 * (The platform's own client bounds an upload as a whole, by twenty minutes at the most, so it is not used here.)
 * Throws an Error that says which file, why and what was tried; the stream's own error when that is the reason.
 */
export async function storeFile(
  storage: ObjectStorageAccess,
  file: FileToStore,
  logger: StepLogger,
): Promise<StoredFile> {
  const { name, contentType, size } = file;
  for (let tries = 1; ; tries += 1) {
    const { id, failure, isPassing } = await tryToStore(storage, file);
    if (id !== undefined) {
      logger.info(`Stored object ${id}: ${size} bytes, ${contentType}.`);
      return {
        id,
        name,
        contentType,
        size,
        url: `${objectsAddress(storage)}/${encodeURIComponent(id)}?storage_type=maester`,
      };
    }
    if (!isPassing || tries === TRIES) {
      throw new Error(
        `The file ${shown(name)} (${size} bytes) could not be put into the platform's storage after ${tries} ${tries === 1 ? 'try' : 'tries'}: ${failure}. Try again later, or ask the platform's operator.`,
      );
    }
    const { retryDelayMs } = readSettings();
    logger.warn(`Try ${tries} to store a file failed (${failure}); trying again in ${retryDelayMs} ms.`);
    await systemClock.sleep(retryDelayMs);
  }
}

interface StoreTry {
  readonly id?: string;
  readonly failure?: string;
  readonly isPassing?: boolean;
}

async function tryToStore(storage: ObjectStorageAccess, file: FileToStore): Promise<StoreTry> {
  const stream = file.open();
  try {
    const answer = await call(storage, 'POST', '', stream, file.contentType);
    const { objectId } = await contentOf(answer);
    if (answer.status < 300 && isId(objectId)) return { id: objectId };
    if (answer.status < 300) return { failure: 'the storage gave no id' };
    return { failure: `the storage answered ${answer.status}`, isPassing: isPassingStatus(answer.status) };
  } catch (error) {
    if (!(error instanceof TransportFailure)) throw error;
    return { failure: error.message, isPassing: true };
  } finally {
    stream.on('error', () => undefined).destroy();
  }
}

async function call(
  storage: ObjectStorageAccess,
  method: string,
  path: string,
  body?: Readable,
  contentType?: string,
): Promise<HttpAnswer> {
  const { ELASTICIO_FLOW_ID: flow, ELASTICIO_STEP_ID: step } = process.env;
  return exchange({
    method,
    url: new URL(`${objectsAddress(storage)}${path}`),
    headers: {
      Authorization: `Bearer ${storage.token}`,
      'User-Agent': userAgent(),
      'x-request-id': `f:${flow};s:${step}`,
      ...(contentType === undefined ? {} : { 'Content-Type': contentType }),
    },
    body,
    timeoutMs: storage.silenceMs ?? SILENCE_MS,
    clock: systemClock,
  });
}

function objectsAddress({ uri }: ObjectStorageAccess): string {
  return `${uri.replace(/\/+$/, '')}/objects`;
}

/** What the storage says of itself, empty when it is not JSON. */
async function contentOf(answer: HttpAnswer): Promise<{ objectId?: unknown }> {
  try {
    return ((await json(answer.body)) ?? {}) as { objectId?: unknown };
  } catch (error) {
    if (error instanceof TransportFailure) throw error;
    return {};
  }
}

async function deleteFiles(
  storage: ObjectStorageAccess,
  files: readonly StoredFile[],
  logger: StepLogger,
): Promise<void> {
  for (const { id } of files) {
    const isDeleted = await call(storage, 'DELETE', `/${id}`).then(
      (answer) => {
        answer.body.destroy();
        return answer.status < 300;
      },
      () => false,
    );
    if (!isDeleted) logger.warn(`The stored object ${id} is of no use, but could not be deleted.`);
  }
}
