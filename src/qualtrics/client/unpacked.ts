import { finished, PassThrough, pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw, createUnzip } from 'node:zlib';

type Unzip = ReturnType<typeof createUnzip> | ReturnType<typeof createBrotliDecompress>;

/** By content coding (RFC 9110, 8.4.1); some servers send deflate without the header that it ought to have. */
const UNZIPS: Readonly<Record<string, (start: Buffer) => Unzip>> = {
  gzip: () => createGunzip(),
  'x-gzip': () => createGunzip(),
  compress: () => createUnzip(),
  'x-compress': () => createUnzip(),
  deflate: (start) => (isZlibHeader(start) ? createInflate() : createInflateRaw()),
  br: () => createBrotliDecompress(),
};

/** As many bytes as the header of zlib has. */
const HEADER_BYTES = 2;
const ZLIB_METHOD = 0x08;

/** How the body of an answer with these headers was compressed on the way; `undefined`: not, or in an unknown way. */
export function encodingToUnpack(headers: Readonly<Record<string, unknown>>): string | undefined {
  const encoding = String(headers['content-encoding'] ?? '')
    .trim()
    .toLowerCase();
  return Object.hasOwn(UNZIPS, encoding) ? encoding : undefined;
}

/**
 * A body as it was before it was compressed on the way; as it is without an `encoding`. One that breaks off fails with
 * zlib's error, where axios takes what came for all of it. Destroying the stream that is given destroys the body, too.
 */
export function unpacked(body: Readable, encoding: string | undefined): Readable {
  const unzipFrom = encoding === undefined ? undefined : UNZIPS[encoding];
  if (!unzipFrom) return body;
  const whole = new PassThrough();
  const begin = (): void => {
    // A first part that comes after it was given up has nowhere to go: Node 24 throws there, and the process would end.
    if (whole.destroyed) return;
    const start: Buffer | null = body.read(HEADER_BYTES);
    if (start === null) return;
    body.off('readable', begin);
    body.unshift(start);
    stopWaiting();
    pipeline(body, unzipFrom(start), whole, () => undefined);
  };
  body.on('readable', begin);
  // An answer to HEAD is empty, whatever its headers say.
  const stopWaiting = finished(body, (error) => (error ? whole.destroy(error) : whole.end()));
  // Whoever reads it is told all the same; nobody has to.
  whole.on('error', () => undefined);
  whole.once('close', () => body.on('error', () => undefined).destroy());
  return whole;
}

function isZlibHeader(start: Buffer): boolean {
  const [method = 0, flags = 0] = start;
  return (method & 0x0f) === ZLIB_METHOD && ((method << 8) | flags) % 31 === 0;
}
