import { PassThrough, Readable } from 'node:stream';
import yazl from 'yazl';

/** Bytes that do not compress to nothing, as many as wanted, without keeping them. */
function* textOf(bytes: number): Generator<Buffer> {
  const line = Buffer.from(
    '"2026-01-01 00:00:00","1","R_0123456789abcde","7","It is quick, friendly and does what I need."\n',
  );
  const block = Buffer.concat(Array.from({ length: 600 }, () => line));
  for (let left = bytes; left > 0; left -= block.length) yield block.subarray(0, Math.min(left, block.length));
}

/** A zip archive of one text file of so many bytes, made while it is sent. */
export function largeArchive(bytes: number, compress = true): NodeJS.ReadableStream {
  const zip = new yazl.ZipFile();
  zip.addReadStream(
    Readable.from(textOf(bytes)),
    'large.csv',
    compress ? { compress, compressionLevel: 1 } : { compress },
  );
  zip.end();
  return zip.outputStream.pipe(new PassThrough());
}
