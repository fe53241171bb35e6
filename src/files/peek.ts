/** A stream whose beginning was looked at: `start` holds it, `all` gives everything, the beginning included. */
export interface Peeked {
  readonly start: Buffer;
  readonly all: AsyncIterable<Buffer>;
}

/** Reads a stream until `isEnough` says so of its beginning, it is `maxBytes` long, or it ends. */
export async function peek(
  stream: AsyncIterable<Uint8Array>,
  maxBytes: number,
  isEnough: (start: Buffer) => boolean,
): Promise<Peeked> {
  const rest = stream[Symbol.asyncIterator]();
  let start: Buffer = Buffer.alloc(0);
  while (start.length < maxBytes && !isEnough(start)) {
    const next = await rest.next();
    if (next.done) break;
    start = start.length === 0 ? Buffer.from(next.value) : Buffer.concat([start, next.value]);
  }
  return { start, all: joined(start, rest) };
}

async function* joined(start: Buffer, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Buffer> {
  try {
    if (start.length > 0) yield start;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield Buffer.from(next.value);
  } finally {
    await rest.return?.();
  }
}
