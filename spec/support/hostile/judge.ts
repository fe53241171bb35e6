import { isDeepStrictEqual } from 'node:util';

/** What the language or a library says when nobody has thought of a case, and what shows that a value was not read. */
const BARE =
  /Cannot (?:read|set|destructure|convert|use|access|mix)|is not (?:a function|iterable|defined|an object|a constructor)|Invalid (?:URL|time value|array length|string length|Date)|\[object |Maximum call stack|could not be cloned|out of range|Unexpected (?:token|end|non-whitespace)|Bad control character|"undefined"|\bNaN\b|ERR_INVALID|EACCES|ENOENT|EBADF|toISOString|prototype/;

/** No error of ours is longer, but for a list of names within it. */
const MAX_SENTENCE = 1500;

/** What is wrong with an error that a person is shown; empty when it is one clear sentence or two. */
export function flawsOf(error: unknown, secrets: readonly string[] = []): string[] {
  if (!(error instanceof Error)) return [`not an error, but ${typeof error}`];
  const { message } = error;
  const flaws: string[] = [];
  if (error instanceof TypeError && BARE.test(message)) flaws.push('a bare TypeError');
  if (error instanceof RangeError || error instanceof SyntaxError || error instanceof ReferenceError)
    flaws.push(`a bare ${error.name}`);
  const quoted = message.replace(/"(?:[^"]|"(?=[^.,:; )]))*"/gu, '""');
  if (BARE.test(quoted)) flaws.push('words of the language');
  if (/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u.test(message)) flaws.push('more than one line');
  if (message.length > MAX_SENTENCE) flaws.push(`${message.length} characters`);
  if (!/^["A-Z].*(?:\.|timed out \(19 minutes\))$/su.test(message)) flaws.push('no sentence');
  if (secrets.some((secret) => message.includes(secret))) flaws.push('a secret');
  return flaws;
}

/** What was made of values that are none: in what is emitted, sent or logged. */
export function unread(text: string): string[] {
  return ['undefined', '[object Object]', '%5Bobject', 'NaN', 'function Object'].filter((sign) => text.includes(sign));
}

/** True when the language's own objects are as they were. */
export function isUnpolluted(): boolean {
  return isDeepStrictEqual(Object.keys(Object.prototype), []) && !('isAdmin' in {}) && !('email' in {});
}
