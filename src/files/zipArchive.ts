import { pipeline, type Readable, Transform, type TransformCallback } from 'node:stream';
import { crc32 } from 'node:zlib';
import { type Entry, fromFd, type ZipFile } from 'yauzl';
import { safeFileName } from './fileName.js';

/** The downloaded file is not the archive it should be. Downloading it again does not help; exporting again may. */
export class DamagedArchive extends Error {
  override readonly name = 'DamagedArchive';

  constructor(what: string, options?: { cause?: unknown }) {
    super(`The exported file is damaged: ${what}. Start the export again.`, options);
  }
}

export interface ExportedFile {
  /** The entry's name made safe for a file name; no two files of an archive share one. */
  readonly name: string;
  /** Unpacked, in bytes. */
  readonly size: number;
  /**
   * Its contents, unpacked. Opens nothing before the first read, so it may be destroyed unread without harm, and can be
   * called again for another try. The stream fails with DamagedArchive when its bytes are not what the archive says.
   */
  readonly open: () => Readable;
}

/** Entries of a Qualtrics archive are few; a list of thousands is not one of its exports. */
const MAX_ENTRIES = 1000;

/**
 * The files in a zip archive, given by a file descriptor that must stay open while they are read. Only the archive's
 * directory is read here. Throws DamagedArchive when it is no archive, holds no file (unless it may be empty), or an
 * encrypted one.
 */
export async function filesInArchive(fd: number, options: { mayBeEmpty?: boolean } = {}): Promise<ExportedFile[]> {
  const zip = await openZip(fd);
  const names = new Set<string>();
  const files: ExportedFile[] = [];
  let packedBytes = 0;
  for await (const entry of entriesOf(zip)) {
    const name = entryName(entry);
    if (/[/\\]$/.test(name)) continue;
    if (entry.isEncrypted()) throw new DamagedArchive('it is encrypted');
    packedBytes += entry.compressedSize;
    // Else a few bytes, named again and again, unpack to more than any disk holds.
    if (packedBytes > zip.fileSize) throw new DamagedArchive('its files overlap');
    files.push({
      name: uniqueName(safeFileName(name, 'responses'), names),
      size: entry.uncompressedSize,
      open: () => new EntryStream(zip, entry),
    });
    if (files.length > MAX_ENTRIES) throw new DamagedArchive(`it holds more than ${MAX_ENTRIES} files`);
  }
  if (files.length === 0 && !options.mayBeEmpty) throw new DamagedArchive('it is an archive without a file in it');
  return files;
}

function openZip(fd: number): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    const options = { lazyEntries: true, autoClose: false, decodeStrings: false, validateEntrySizes: true };
    fromFd(fd, options, (error, zip) => {
      if (error) reject(damage(error));
      else resolve(zip);
    });
  });
}

async function* entriesOf(zip: ZipFile): AsyncGenerator<Entry> {
  for (;;) {
    const entry = await new Promise<Entry | undefined>((resolve, reject) => {
      const done = (settle: () => void): void => {
        zip.removeAllListeners('entry').removeAllListeners('end').removeAllListeners('error');
        settle();
      };
      zip.on('entry', (next: Entry) => done(() => resolve(next)));
      zip.on('end', () => done(() => resolve(undefined)));
      zip.on('error', (error: Error) => done(() => reject(damage(error))));
      zip.readEntry();
    });
    if (!entry) return;
    yield entry;
  }
}

function damage(error: Error): DamagedArchive {
  const words = /end of central directory|invalid zip|not a zip/i.test(error.message)
    ? 'it is not a zip archive, or its end is missing'
    : error.message.replace(/\.$/, '');
  return new DamagedArchive(words, { cause: error });
}

/** Unpacks one entry and compares it with the archive's checksum: yauzl checks sizes, not CRC-32. */
class EntryStream extends Transform {
  readonly #zip: ZipFile;
  readonly #entry: Entry;
  #checksum = 0;
  #isOpen = false;

  constructor(zip: ZipFile, entry: Entry) {
    super();
    this.#zip = zip;
    this.#entry = entry;
  }

  override _read(size: number): void {
    if (!this.#isOpen) {
      this.#isOpen = true;
      this.#start();
    }
    super._read(size);
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, callback: TransformCallback): void {
    this.#checksum = crc32(chunk, this.#checksum);
    callback(null, chunk);
  }

  override _flush(callback: TransformCallback): void {
    const isRight = this.#checksum === this.#entry.crc32;
    callback(isRight ? null : new DamagedArchive('the checksum (CRC-32) of the file in it is wrong'));
  }

  #start(): void {
    this.#zip.openReadStream(this.#entry, (error, source) => {
      if (error) {
        this.destroy(damage(error));
      } else if (this.destroyed) {
        source.destroy();
      } else {
        source.on('error', (cause: Error) => this.destroy(damage(cause)));
        pipeline(source, this, () => undefined);
      }
    });
  }
}

/** UTF-8 when the bytes are valid UTF-8, flagged so or not; else the code page that old archives use. */
function entryName(entry: Entry): string {
  const bytes = entry.fileNameRaw;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}

function uniqueName(name: string, taken: Set<string>): string {
  let unique = name;
  for (let copy = 2; taken.has(unique); copy += 1) unique = name.replace(/(\.[^.]*)?$/, ` (${copy})$1`);
  taken.add(unique);
  return unique;
}
