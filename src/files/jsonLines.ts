import { isNestedTooDeeply } from '../util/nesting.js';

/**
 * A line of an ndjson file (one JSON object a line), or why it is not one:
 * - `number`: counted from 1 over all lines, blank ones included, as an editor counts them;
 * - `offset`, `length`: where its bytes are in the stream, without the line break;
 * - `breaksOff`: it is not JSON, and nothing follows it, not even a line break.
 */
export type JsonLine =
  | {
      readonly kind: 'row';
      readonly number: number;
      readonly offset: number;
      readonly length: number;
      /** Parsed as it came: any key, `__proto__` included, is an ordinary property of it. */
      readonly value: Readonly<Record<string, unknown>>;
    }
  | {
      readonly kind: 'unreadable';
      readonly number: number;
      readonly why: string;
      readonly breaksOff?: boolean;
    };

/** The longest line that is parsed: several times what any message of the platform may hold. */
const MAX_LINE_BYTES = 32 * 1024 * 1024;

const LINE_FEED = 0x0a;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * The lines of an ndjson stream, in order. Blank lines and a byte order mark are passed over. Only a line feed ends a
 * line: the line breaks of Unicode (U+2028 and others) may stand inside a JSON text. A line that is not a JSON object
 * is told as `unreadable`, and so is one of more than 32 MB, which is never held in memory. Throws the stream's errors.
 */
export async function* readJsonLines(
  stream: AsyncIterable<Uint8Array>,
  maxLineBytes = MAX_LINE_BYTES,
): AsyncGenerator<JsonLine> {
  const lines = new LineCutter(maxLineBytes);
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let start = 0;
    for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, start)) {
      lines.push(bytes.subarray(start, end));
      const line = lines.end();
      if (line) yield line;
      start = end + 1;
    }
    // A copy: the stream may use the memory of a chunk again for the next one.
    lines.push(Buffer.from(bytes.subarray(start)));
  }
  const last = lines.end({ isLast: true });
  if (last) yield last;
}

/** Collects the pieces of a line and says what it is once it has ended. */
class LineCutter {
  readonly #maxBytes: number;
  #pieces: Buffer[] = [];
  #length = 0;
  #offset = 0;
  #number = 1;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  push(piece: Buffer): void {
    this.#length += piece.length;
    if (this.#length > this.#maxBytes) this.#pieces = [];
    else if (piece.length > 0) this.#pieces.push(piece);
  }

  /** The line collected so far; `undefined` for a blank one. */
  end({ isLast } = { isLast: false }): JsonLine | undefined {
    const line = this.#line(isLast);
    this.#pieces = [];
    this.#offset += this.#length + 1;
    this.#length = 0;
    this.#number += 1;
    return line;
  }

  #line(isLast: boolean): JsonLine | undefined {
    const number = this.#number;
    if (this.#length > this.#maxBytes) {
      return { kind: 'unreadable', number, why: `it is longer than ${Math.floor(this.#maxBytes / 1024 / 1024)} MB` };
    }
    const [first] = this.#pieces;
    if (first === undefined) return undefined;
    const bytes = this.#pieces.length === 1 ? first : Buffer.concat(this.#pieces);
    const skipped = number === 1 && bytes.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0;
    const text = bytes.toString('utf8', skipped);
    if (text.trim() === '') return undefined;
    const value = parsed(text);
    if (value === undefined) return { kind: 'unreadable', number, why: 'it is not JSON', breaksOff: isLast };
    if (isNestedTooDeeply(value)) return { kind: 'unreadable', number, why: 'it is nested too deeply' };
    if (!isObject(value)) return { kind: 'unreadable', number, why: 'it is not a JSON object' };
    return { kind: 'row', number, offset: this.#offset + skipped, length: bytes.length - skipped, value };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
