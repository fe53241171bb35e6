/** Values that nobody should send, and somebody will: for any field of a configuration or a message. */

/** Deeper than the language itself can write as JSON again. */
const TOO_DEEP = 20_000;

function nested(levels: number): unknown {
  return JSON.parse('['.repeat(levels) + ']'.repeat(levels));
}

const TEXTS: readonly string[] = [
  '',
  ' ',
  '\t\n',
  '\u200b',
  '\ufeff',
  '.',
  '..',
  '../../oauth2/token',
  '..%2f..',
  '//example.com',
  'https://example.com/API/v3/whoami',
  'file:///etc/passwd',
  'POOL_1/contacts',
  'POOL_1?x=1',
  'a\r\nX-Injected: 1',
  'a\u0000b',
  'a\u2028b\u2029c',
  'left\u202eright',
  'e\u0301',
  '\ud800',
  'a\udc00',
  '💥'.repeat(30),
  '"><script>alert(1)</script>',
  'true',
  'null',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  '-1',
  '0',
  '１２',
  '99999999999999999999',
  '2026-02-30',
  '9999-12-31T23:59:59-14:00',
  '-000001-01-01T00:00:00Z',
  '1970-01-01T00:00:00+99:99',
  'x'.repeat(300),
  'x'.repeat(100_000),
  `${' '.repeat(50_000)}x`,
  '"'.repeat(20_000),
];

const OTHERS: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -0,
  -1,
  1.5,
  1e21,
  1e308,
  Number.MAX_SAFE_INTEGER + 1,
  [],
  [null],
  ['a', 'b'],
  {},
  { a: 1 },
  { toString: 1, valueOf: 1 },
  { length: 5 },
  { toJSON: 'x' },
  JSON.parse('{"__proto__": {"email": "polluted@example.com", "isAdmin": true}}'),
  JSON.parse('{"constructor": {"prototype": {"isAdmin": true}}}'),
  nested(100),
  nested(TOO_DEEP),
  Array.from({ length: 20_000 }, (_, index) => index),
];

/** More than sixty, texts and others, each with a name for people. */
export const HOSTILE_VALUES: readonly { readonly name: string; readonly value: unknown }[] = [
  ...TEXTS.map((value) => ({ name: nameOf(JSON.stringify(value)), value })),
  ...OTHERS.map((value) => ({ name: nameOf(shortJson(value)), value })),
];

function shortJson(value: unknown): string {
  try {
    return Object.is(value, -0) ? '-0' : (JSON.stringify(value) ?? String(value));
  } catch {
    return 'a list nested too deeply';
  }
}

function nameOf(text: string): string {
  return text.length > 60 ? `${text.slice(0, 40)}… (${text.length} characters)` : text;
}
