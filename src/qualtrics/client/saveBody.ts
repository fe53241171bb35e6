import type { FileHandle } from 'node:fs/promises';
import type { HttpAnswer } from './transport.js';
import { TransportFailure } from './transportFailure.js';

/**
 * Puts a body in place of what is in the file; gives the number of bytes. A stream made by the handle would close it on
 * failure. Throws TransportFailure, also when it is shorter or longer than announced, and the file system's own errors.
 */
export async function saveBody({ body, headers }: HttpAnswer, file: FileHandle): Promise<number> {
  await file.truncate(0);
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    for (let written = 0; written < chunk.length; ) {
      const { bytesWritten } = await file.write(chunk, written, chunk.length - written, size + written);
      written += bytesWritten;
    }
    size += chunk.length;
  }
  const announced = headers['content-length'];
  if (announced !== undefined && Number(announced) !== size) {
    throw new TransportFailure('unanswered', `the file ended after ${size} of ${announced} bytes`);
  }
  return size;
}
