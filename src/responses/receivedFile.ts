import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { contentsOf } from '../files/fileContents.js';
import { fileNameIn, safeFileName } from '../files/fileName.js';
import type { RawContent } from '../qualtrics/client/rawAnswer.js';

/** A file that an answer was: how to read it, as often as needed. */
interface ReceivedFile {
  readonly name: string;
  readonly contentType: string;
  readonly size: number;
  readonly open: () => Readable;
}

/** Extensions of what is commonly sent without a name of its own. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  'application/zip': '.zip',
  'application/pdf': '.pdf',
  'application/json': '.json',
  'application/xml': '.xml',
  'text/csv': '.csv',
  'text/plain': '.txt',
  'image/png': '.png',
  'image/jpeg': '.jpg',
};

const UNKNOWN_TYPE = 'application/octet-stream';

/** The content of an answer as a file, under the name that its headers or else its address give it. */
export async function receivedFile(
  url: URL,
  headers: Readonly<Record<string, string>>,
  content: Extract<RawContent, { kind: 'bytes' | 'file' }>,
  openFile: () => Promise<FileHandle>,
): Promise<ReceivedFile> {
  const contentType = headers['content-type'] ?? UNKNOWN_TYPE;
  const extension = EXTENSIONS[contentType.split(';')[0]?.trim().toLowerCase() ?? ''] ?? '';
  const named = fileNameIn(headers['content-disposition']);
  const name = safeFileName(named ?? `${url.pathname.split('/').filter(Boolean).at(-1)}${extension}`, 'answer');
  if (content.kind === 'bytes') {
    const { bytes } = content;
    return { name, contentType, size: bytes.length, open: () => Readable.from([bytes]) };
  }
  const file = await openFile();
  return { name, contentType, size: content.size, open: () => contentsOf(file) };
}
