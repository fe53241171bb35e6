import type { FileHandle } from 'node:fs/promises';

/** Writes all the bytes at a place of a file, of which the system may take a part at a time. Throws its errors. */
export async function writeBytes(file: FileHandle, bytes: Uint8Array, offset: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    done += (await file.write(bytes, done, bytes.length - done, offset + done)).bytesWritten;
  }
}

/**
 * The bytes of a file from one place to another (exclusive), piece by piece. A piece is good until the next one is asked
 * for: all of them lie in the same memory, so that reading a file of any size leaves nothing behind to be collected.
 * Throws as `readInto` does.
 */
export async function* bytesBetween(file: FileHandle, start: number, end: number): AsyncGenerator<Buffer> {
  const piece = Buffer.allocUnsafe(PIECE_BYTES);
  for (let offset = start; offset < end; offset += piece.length) {
    const length = Math.min(piece.length, end - offset);
    await readInto(piece, file, offset, length);
    yield piece.subarray(0, length);
  }
}

const PIECE_BYTES = 256 * 1024;

/**
 * Reads so many bytes at a place of a file into the beginning of `target`. Throws the system's errors, and an Error when
 * there are fewer.
 */
export async function readInto(target: Buffer, file: FileHandle, offset: number, length: number): Promise<void> {
  for (let done = 0; done < length; ) {
    const { bytesRead } = await file.read(target, done, length - done, offset + done);
    if (bytesRead === 0) throw new Error('The exported file became shorter while it was read: run the step again.');
    done += bytesRead;
  }
}
