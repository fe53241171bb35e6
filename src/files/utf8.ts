import { peek } from './peek.js';

const MAX_MARK_BYTES = 3;

/** A stream of text as UTF-8 without a byte order mark: by that mark, UTF-16 is understood, too. */
export async function* asUtf8(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  const { start, all } = await peek(stream, MAX_MARK_BYTES, (seen) => seen.length >= MAX_MARK_BYTES);
  const encoding = encodingOf(start);
  if (encoding === undefined) {
    yield* all;
    return;
  }
  const decoder = new TextDecoder(encoding);
  for await (const chunk of all) yield Buffer.from(decoder.decode(chunk, { stream: true }));
  yield Buffer.from(decoder.decode());
}

function encodingOf(start: Buffer): string | undefined {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  return start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf ? 'utf-8' : undefined;
}
