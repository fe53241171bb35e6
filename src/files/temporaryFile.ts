import { type FileHandle, mkdtemp, open, readdir, rm, stat, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'qualtrics-component-';

/** Longer than any file is in use: what is older belongs to a process that was killed. */
const LEFTOVER_MS = 60 * 60_000;

/** The disk is full; said so that it can be told from a fault of the file. */
class DiskFull extends Error {
  override readonly name = 'DiskFull';
}

/**
 * Lends an open file that is gone afterwards, whatever happens. Its name is removed as soon as it is open, so even a
 * killed process leaves nothing behind: the system frees it with the last descriptor. Throws DiskFull.
 */
export async function withTemporaryFile<T>(use: (file: FileHandle) => Promise<T>): Promise<T> {
  return withTemporaryFileWhenNeeded(
    async (file) => use(await file()),
    'for the exported file: export less at once, by dates or with a filter',
  );
}

/**
 * As {@link withTemporaryFile} for a file that is seldom needed: it is made when it is first asked for.
 * `spaceFor` ends the sentence that says that the disk is full.
 */
export async function withTemporaryFileWhenNeeded<T>(
  use: (file: () => Promise<FileHandle>) => Promise<T>,
  spaceFor: string,
): Promise<T> {
  let making: Promise<NamelessFile> | undefined;
  try {
    return await use(async () => {
      making ??= namelessFile();
      return (await making).file;
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    throw new DiskFull(`There is no space left on the step's disk ${spaceFor}.`, { cause: error });
  } finally {
    const made = await making?.catch(() => undefined);
    await made?.file.close();
    if (made) await rm(made.folder, { recursive: true, force: true });
  }
}

interface NamelessFile {
  readonly file: FileHandle;
  readonly folder: string;
}

async function namelessFile(): Promise<NamelessFile> {
  await removeLeftovers();
  const folder = await mkdtemp(join(tmpdir(), PREFIX));
  const path = join(folder, 'file');
  try {
    const file = await open(path, 'wx+', 0o600);
    // Windows keeps the name of an open file; there it goes with the folder.
    await unlink(path).catch(() => undefined);
    if (process.platform !== 'win32') await rm(folder, { recursive: true, force: true });
    return { file, folder };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** What a process left behind that was killed between making the file and removing its name, or on Windows. */
async function removeLeftovers(): Promise<void> {
  const folders = (await readdir(tmpdir()))
    .filter((name) => name.startsWith(PREFIX))
    .map((name) => join(tmpdir(), name));
  for (const folder of folders) {
    try {
      const { mtimeMs } = await stat(folder);
      if (Date.now() - mtimeMs > LEFTOVER_MS) await rm(folder, { recursive: true, force: true });
    } catch {
      // Another process was faster, or it belongs to somebody else: not a reason to fail this message.
    }
  }
}
