/**
 * In characters, without the extension. Our choice: usual file systems take names of up to 255, and a title with an
 * extension stays below that.
 */
const MAX_NAME = 200;

/** A name without path, control or direction characters; letters, accents and emoji stay. `fallback` if none remain. */
export function safeFileName(name: string, fallback: string): string {
  const safe = name
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/gu, '')
    .replace(/[/\\:*?"<>|]/g, '_')
    .replace(/^[\s._]+(?=[^\s._])|[\s.]+$/g, '');
  const [, stem = safe, extension = ''] = /^(.*?)(\.[^.]{1,10})?$/su.exec(safe) ?? [];
  const shortStem = [...stem].slice(0, MAX_NAME).join('');
  return /[^\s._]/.test(shortStem) ? shortStem + extension : `${fallback}${extension}`;
}

/** The name that a `Content-Disposition` header gives to a file (RFC 6266); `undefined` when it gives none. */
export function fileNameIn(contentDisposition: string | undefined): string | undefined {
  const header = contentDisposition ?? '';
  const [, charset = '', encoded] = /filename\*\s*=\s*([\w-]+)'[^']*'([^;\s]+)/i.exec(header) ?? [];
  const exact = encoded === undefined ? undefined : percentDecoded(encoded, charset);
  if (exact) return exact;
  const [, quoted, token] = /filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(header) ?? [];
  const plain = quoted?.replace(/\\(.)/g, '$1') ?? token;
  return plain ? fromHeaderBytes(plain) : undefined;
}

/** `undefined` when it is not what it claims to be. */
function percentDecoded(text: string, charset: string): string | undefined {
  try {
    const bytes = text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    return new TextDecoder(charset, { fatal: true }).decode(Buffer.from(bytes, 'latin1'));
  } catch {
    return undefined;
  }
}

/** Headers arrive as Latin-1; many a server puts UTF-8 into them. */
function fromHeaderBytes(text: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(text, 'latin1'));
  } catch {
    return text;
  }
}
