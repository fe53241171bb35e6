import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { parsedAnswer } from './answers.js';
import { decodedText } from './charset.js';
import { saveBody } from './saveBody.js';
import type { HttpAnswer } from './transport.js';

/** An answer that may be anything. */
export interface RawAnswer {
  readonly status: number;
  /** By lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly content: RawContent;
  readonly requestId: string | undefined;
}

/** What an answer holds. `bytes` and `file` are what is no text, or too much to be held in memory. */
export type RawContent =
  | { readonly kind: 'none' }
  /** Parsed JSON, or the text of what is none. */
  | { readonly kind: 'text'; readonly value: unknown }
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  /** In the file that was opened for it; `size` in bytes. */
  | { readonly kind: 'file'; readonly size: number };

/** How much of an answer is held in memory, and where one goes that is larger. */
export interface Overflow {
  readonly maxBytes: number;
  openFile(): Promise<FileHandle>;
}

/** Types that are files even where their bytes would pass for text. */
const FILE_TYPES =
  /^(?:(?:image|audio|video|font)\/(?!svg)|application\/(?:zip|gzip|pdf|x-zip|x-gzip|x-spss|vnd\.ms-|vnd\.openxml))/i;

/** Reads an answer to its end, whatever it is. Throws TransportFailure, and the file system's own errors. */
export async function readRawAnswer(answer: HttpAnswer, overflow: Overflow): Promise<RawAnswer> {
  const headers = Object.fromEntries(
    Object.entries(answer.headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  );
  const read = { status: answer.status, headers };
  const rest = (answer.body as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  const chunks: Buffer[] = [];
  for (let size = 0; ; ) {
    const next = await rest.next();
    if (next.done) return { ...read, ...contentOf(Buffer.concat(chunks), headers['content-type']) };
    chunks.push(next.value);
    size += next.value.length;
    if (size <= overflow.maxBytes) continue;
    const body = Readable.from(joined(chunks, rest), { objectMode: false });
    const file = await overflow.openFile();
    return {
      ...read,
      content: { kind: 'file', size: await saveBody({ ...answer, body }, file) },
      requestId: undefined,
    };
  }
}

async function* joined(chunks: readonly Buffer[], rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* chunks;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

function contentOf(bytes: Buffer, type = ''): Pick<RawAnswer, 'content' | 'requestId'> {
  if (bytes.length === 0) return { content: { kind: 'none' }, requestId: undefined };
  const text = FILE_TYPES.test(type) ? undefined : decodedText(bytes, type);
  // Bytes of a file may happen to be valid UTF-8, but few files have no zero in them, and no text has one.
  if (text === undefined || text.includes('\0')) return { content: { kind: 'bytes', bytes }, requestId: undefined };
  const { body: value, requestId } = parsedAnswer(text);
  return { content: value === undefined ? { kind: 'none' } : { kind: 'text', value }, requestId };
}
