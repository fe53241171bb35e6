import type { Readable } from 'node:stream';
import { shown } from '../input/fields.js';
import type { Attachment } from './attachment.js';
import type { StepLogger } from './logger.js';
import { userAgent } from './userAgent.js';

/** A file for the platform's object storage. */
export interface FileToStore {
  readonly name: string;
  readonly contentType: string;
  readonly size: number;
  /** Called for each try, more than once; gives a fresh stream that opens nothing before it is read. */
  readonly open: () => Readable;
}

/** A file in the platform's object storage; `size` in bytes. */
export interface StoredFile {
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
}

/** The step's object storage. Throws an Error when it has none: better known before there is anything to store. */
export function objectStorage(): ObjectStorageAccess {
  const { ELASTICIO_OBJECT_STORAGE_URI: uri, ELASTICIO_OBJECT_STORAGE_TOKEN: token } = process.env;
  if (uri && token) return { uri, token };
  throw new Error(
    'This step has no object storage to put files into: ask the platform\'s operator for "ELASTICIO_OBJECT_STORAGE_URI" and "ELASTICIO_OBJECT_STORAGE_TOKEN".',
  );
}

/** Tries beyond the first; the storage client takes 4 at the most. */
const RETRIES = 3;

/** How long the storage may be silent: gigabytes take it a while to put away once they are all there. */
const IDLE_TIMEOUT_MS = 5 * 60_000;

/**
 * Stores files one after the other; all or none: when one fails, those stored before it are deleted again.
 * Throws an Error that says which file, why and what was tried; the stream's own error when that is the reason.
 */
export async function storeFiles(
  storage: ObjectStorageAccess,
  files: readonly FileToStore[],
  logger: StepLogger,
): Promise<StoredFile[]> {
  const storedIds: string[] = [];
  try {
    const stored: StoredFile[] = [];
    for (const file of files) {
      const { id, url } = await storeFile(file, storedIds);
      logger.info(`Stored object ${id}: ${file.size} bytes, ${file.contentType}.`);
      stored.push({ name: file.name, contentType: file.contentType, size: file.size, url });
    }
    return stored;
  } catch (error) {
    await deleteObjects(storage, storedIds, logger);
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
 * The storage client opens a stream twice a try and reads the second. It retries whatever fails; an error of the
 * stream that says it is `permanent` cannot be helped by another try, so that ends the upload at once.
 */
async function storeFile(file: FileToStore, storedIds: string[]): Promise<{ id: string; url: string }> {
  // Loaded here, since only this step needs it, and it reads the storage's address when it is loaded.
  const { AttachmentProcessor } = await import('@elastic.io/component-commons-library');
  const processor = new AttachmentProcessor(userAgent());
  const streams = new Set<Readable>();
  let opened = 0;
  let damaged: (damage: Error) => void = () => undefined;
  const damage = new Promise<never>((_, reject) => {
    damaged = reject;
  });
  let isOver = false;
  const open = async (): Promise<Readable> => {
    // The client knows nothing of the damage and would try again, when the file is no longer open.
    if (isOver) throw new Error('The upload is over.');
    const stream = forwardingErrors(file.open());
    streams.add(stream);
    stream.once('error', (error) => {
      if (isPermanent(error)) damaged(error);
    });
    opened += 1;
    return stream;
  };
  const options = { retriesCount: RETRIES, requestTimeout: IDLE_TIMEOUT_MS };
  try {
    const uploading: Promise<unknown> = processor.uploadAttachment(open, options, file.contentType);
    const id = await Promise.race([uploading, damage]);
    if (typeof id !== 'string' || id === '') throw new Error('the storage gave no id');
    storedIds.push(id);
    return { id, url: processor.getMaesterAttachmentUrlById(id) };
  } catch (error) {
    if (isPermanent(error)) throw error;
    const why = (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ').replace(/\.$/, '');
    const tries = Math.ceil(opened / 2);
    throw new Error(
      `The file ${shown(file.name)} (${file.size} bytes) could not be put into the platform's storage after ${tries} ${tries === 1 ? 'try' : 'tries'}: ${why}. Try again later, or ask the platform's operator.`,
    );
  } finally {
    isOver = true;
    for (const stream of streams) stream.destroy();
  }
}

/** An error that says of itself that another try gives the same. */
function isPermanent(error: unknown): error is Error & { permanent: true } {
  return error instanceof Error && 'permanent' in error && error.permanent === true;
}

/**
 * The storage client looks into a stream through pipes, and a pipe passes on no error: the upload would hang until it
 * times out. So whatever this stream is piped to fails with it, all the way down to the request.
 */
function forwardingErrors<Source extends Readable>(stream: Source): Source {
  const pipe = stream.pipe.bind(stream);
  stream.pipe = (destination, options) => {
    destination.on('error', () => undefined);
    stream.once('error', (error) => {
      if (isStream(destination)) destination.destroy(error);
    });
    if (isStream(destination) && 'pipe' in destination) forwardingErrors(destination);
    return pipe(destination, options);
  };
  return stream;
}

/** Also true for streams of the `readable-stream` package, which the storage client's libraries use. */
function isStream(value: object): value is Readable {
  return 'destroy' in value && typeof value.destroy === 'function';
}

async function deleteObjects(
  { uri, token }: ObjectStorageAccess,
  ids: readonly string[],
  logger: StepLogger,
): Promise<void> {
  if (ids.length === 0) return;
  const { ObjectStorage } = await import('@elastic.io/maester-client');
  const client = new ObjectStorage({ uri, jwtSecret: token, userAgent: userAgent() });
  for (const id of ids) {
    try {
      await client.deleteOne(id);
    } catch {
      logger.warn(`The stored object ${id} is of no use, but could not be deleted.`);
    }
  }
}
