import { UnreadableFile } from './unreadableFile.js';
import { asUtf8 } from './utf8.js';

/** Several times what any element of use may hold. */
const MAX_ELEMENT_BYTES = 32 * 1024 * 1024;

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPENING_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSING_BRACKET = 0x5d;
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;

/**
 * The elements of a file that is one JSON array, one after the other, never more than one of them in memory.
 * Throws UnreadableFile where it is not JSON, and the stream's own errors.
 */
export async function* readJsonArray(stream: AsyncIterable<Uint8Array>): AsyncGenerator<unknown> {
  const elements = new ElementCutter();
  for await (const chunk of asUtf8(stream)) yield* elements.push(chunk);
  elements.end();
}

/** What a byte is to the array: its beginning, its end, or what stands between two elements. */
type Boundary = 'begin' | 'next' | 'end';

/** Finds where elements end; what is between is parsed by the language itself. */
class ElementCutter {
  #pieces: Buffer[] = [];
  #bytes = 0;
  #depth = 0;
  #isInText = false;
  #isEscaped = false;
  #isOver = false;
  #count = 0;

  *push(chunk: Buffer): Generator<unknown> {
    let start = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      const boundary = this.#boundary(chunk[at] as number);
      if (boundary === undefined) continue;
      this.#keep(chunk.subarray(start, at));
      start = at + 1;
      if (boundary === 'begin') this.#begin(chunk[at] === OPENING_BRACKET);
      else yield* this.#element(boundary);
    }
    this.#keep(chunk.subarray(start));
  }

  end(): void {
    if (!this.#isOver) throw new UnreadableFile(`it ends within its list, behind element ${this.#count}`);
    if (this.#taken().trim() !== '') throw new UnreadableFile('there is more in it than a list');
  }

  #boundary(byte: number): Boundary | undefined {
    if (this.#isInText) {
      if (this.#isEscaped) this.#isEscaped = false;
      else if (byte === BACKSLASH) this.#isEscaped = true;
      else if (byte === QUOTE) this.#isInText = false;
      return undefined;
    }
    if (byte === QUOTE) {
      this.#isInText = true;
    } else if (byte === OPENING_BRACKET || byte === OPENING_BRACE) {
      this.#depth += 1;
      return this.#depth === 1 ? 'begin' : undefined;
    } else if (byte === CLOSING_BRACKET || byte === CLOSING_BRACE) {
      this.#depth -= 1;
      return this.#depth === 0 ? 'end' : undefined;
    }
    return byte === COMMA && this.#depth === 1 ? 'next' : undefined;
  }

  #begin(isArray: boolean): void {
    if (isArray && !this.#isOver && this.#taken().trim() === '') return;
    throw new UnreadableFile(this.#isOver ? 'there is more in it than a list' : 'it is not a list');
  }

  *#element(boundary: 'next' | 'end'): Generator<unknown> {
    const text = this.#taken();
    this.#isOver = boundary === 'end';
    const isEmptyList = boundary === 'end' && this.#count === 0 && text.trim() === '';
    if (isEmptyList) return;
    this.#count += 1;
    yield parsed(text, this.#count);
  }

  #keep(piece: Buffer): void {
    if (piece.length === 0) return;
    this.#bytes += piece.length;
    if (this.#bytes > MAX_ELEMENT_BYTES) {
      throw new UnreadableFile(`element ${this.#count + 1} is longer than ${MAX_ELEMENT_BYTES / 1024 / 1024} MB`);
    }
    this.#pieces.push(piece);
  }

  #taken(): string {
    const text = Buffer.concat(this.#pieces).toString('utf8');
    this.#pieces = [];
    this.#bytes = 0;
    return text;
  }
}

function parsed(text: string, number: number): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UnreadableFile(`element ${number} is not JSON`);
  }
}
