/** Byte order marks, and the encodings that they stand for. */
const MARKS = [
  { bytes: [0xef, 0xbb, 0xbf], encoding: 'utf-8' },
  { bytes: [0xfe, 0xff], encoding: 'utf-16be' },
  { bytes: [0xff, 0xfe], encoding: 'utf-16le' },
] as const;

/**
 * Bytes as the text that they are: by their byte order mark, which is no part of it, else by the `charset` of the
 * content type, else as UTF-8. `undefined` when they are no text in that encoding.
 */
export function decodedText(bytes: Uint8Array, contentType = ''): string | undefined {
  const mark = MARKS.find((one) => one.bytes.every((byte, index) => bytes[index] === byte));
  const encoding = mark?.encoding ?? declaredEncoding(contentType) ?? 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** `undefined` also for a name that nobody knows. */
function declaredEncoding(contentType: string): string | undefined {
  const name = /;\s*charset\s*=\s*["']?([^\s;"']+)/i.exec(contentType)?.[1];
  try {
    return name === undefined ? undefined : new TextDecoder(name).encoding;
  } catch {
    return undefined;
  }
}
