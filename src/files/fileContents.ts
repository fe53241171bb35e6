import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';

const PIECE_BYTES = 64 * 1024;

/**
 * All of an open file from its beginning, as often as it is asked for. The file stays open however a reading ends: a
 * stream of Node's own (`createReadStream`) closes it when it is destroyed, also with `autoClose: false`.
 * The stream fails with the errors of the disk.
 */
export function contentsOf(file: FileHandle): Readable {
  return Readable.from(piecesOf(file), { objectMode: false });
}

async function* piecesOf(file: FileHandle): AsyncGenerator<Buffer> {
  for (let position = 0; ; ) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(PIECE_BYTES), 0, PIECE_BYTES, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}
