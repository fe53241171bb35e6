import { once } from 'node:events';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';

/** How the storage takes an upload. */
export type UploadManner =
  | { readonly kind: 'prompt' }
  /** Silent for so long whenever it has taken so many bytes more, never for longer. */
  | { readonly kind: 'slow'; readonly pauseMs: number; readonly pieceBytes: number }
  /** Takes so many bytes, or all there are, then neither takes nor says anything more. */
  | { readonly kind: 'silent'; readonly afterBytes: number };

/** A body as the storage takes it in that manner. */
export function takenAs(
  manner: UploadManner,
  body: Readable,
  socket: Socket,
  silence: (ms: number) => Promise<void>,
): Readable {
  if (manner.kind === 'prompt') return body;
  const pieces =
    manner.kind === 'slow' ? slowly(body, manner, silence) : upTo(body, manner.afterBytes, socket, silence);
  return Readable.from(pieces, { objectMode: false });
}

async function* slowly(
  body: Readable,
  { pauseMs, pieceBytes }: Extract<UploadManner, { kind: 'slow' }>,
  silence: (ms: number) => Promise<void>,
): AsyncGenerator<Buffer> {
  let untilPause = pieceBytes;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    untilPause -= chunk.length;
    for (; untilPause <= 0; untilPause += pieceBytes) await silence(pauseMs);
    yield chunk;
  }
}

async function* upTo(
  body: Readable,
  afterBytes: number,
  socket: Socket,
  silence: (ms: number) => Promise<void>,
): AsyncGenerator<Buffer> {
  // Not a loop that is left early: that would close the connection, which is to stay open and silent.
  const chunks = body[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  for (let taken = 0; taken < afterBytes; ) {
    const { value, done } = await chunks.next();
    if (done) break;
    yield value;
    taken += value.length;
  }
  const closed = once(socket, 'close');
  while (!socket.destroyed) await Promise.race([closed, silence(Number.POSITIVE_INFINITY)]);
}
