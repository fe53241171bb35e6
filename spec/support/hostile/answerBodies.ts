import { gzipSync } from 'node:zlib';
import type { FalseAnswer, TrueAnswer } from './manglingProxy.js';

/** A way to spoil an answer. */
export interface Mangling {
  readonly name: string;
  /** What comes instead; `undefined` when it does not apply to this answer. `bearer` is what the request was sent with. */
  readonly change: (answer: TrueAnswer, bearer: string) => FalseAnswer | undefined;
  /** The request is refused without being done; all others are done, and only the answer is spoiled. */
  readonly isRefusal?: boolean;
  /** Spoils this answer only; the others spoil all from this one on, so that nobody goes on for ever. */
  readonly isOnce?: boolean;
  /** An answer that could be true: what a step makes of it is not to be the same as of the true one. */
  readonly isPlausible?: boolean;
}

const HTML = '<!DOCTYPE html><html><head><title>Sign in</title></head><body><h1>Welcome</h1></body></html>';
const AS_PAGE = { 'content-type': 'text/html; charset=utf-8' };
const AS_JSON = { 'content-type': 'application/json' };

const body = (name: string, text: Buffer | string, headers: FalseAnswer['headers'] = AS_JSON): Mangling => ({
  name,
  change: () => ({ body: text, headers }),
});

const changed = (name: string, change: (text: string) => Buffer | string, headers: FalseAnswer['headers'] = {}) => ({
  name,
  change: ({ body: own }: TrueAnswer) => ({ body: change(own.toString('utf8')), headers }),
});

const raw = (name: string, text: string): Mangling => ({ name, change: () => ({ raw: text }) });

const answered = (status: number, text: string, headers: FalseAnswer['headers'] = AS_JSON): Mangling => ({
  name: `${status} with ${text.slice(0, 20)} ${JSON.stringify(headers).slice(0, 60)}`,
  change: () => ({ status, body: text, headers }),
  isRefusal: status >= 300 && status < 500,
});

const refused = (status: number, error: unknown): Mangling =>
  answered(status, JSON.stringify({ meta: { httpStatus: status, requestId: 7, error } }));

/** A status 200, and in the body whatever is not Qualtrics' answer. */
const BODIES: readonly Mangling[] = [
  ...['', ' ', 'null', 'true', '0', '-1', '""', '"ok"', '[]', '[[]]', '[null]', '{}', 'OK', 'nil', '-Infinity'].map(
    (text) => body(`the body ${JSON.stringify(text)}`, text),
  ),
  ...['null', '{}', '[]', '""', '"x"', '1', 'true', '[[]]', '{"result":{}}', '{"elements":null}'].map((text) =>
    body(`the result ${text}`, `{"result":${text},"meta":{"httpStatus":"200 - OK"}}`),
  ),
  body('no result', '{"meta":{"httpStatus":"200 - OK","requestId":"x"}}'),
  ...['null', '[]', '"x"', '5', '{"error":null}', '{"error":"no"}', '{"error":[{}]}'].map((text) =>
    body(`the meta ${text} alone`, `{"meta":${text}}`),
  ),
  body('a web page', HTML, AS_PAGE),
  body('a web page called JSON', HTML),
  body('XML', '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>', { 'content-type': 'application/xml' }),
  body('JSON of another API', '{"status":"success","data":[],"errors":[]}'),
  body('lists within lists', `${'['.repeat(50_000)}${']'.repeat(50_000)}`),
  body('objects within objects', `${'{"result":'.repeat(20_000)}1${'}'.repeat(20_000)}`),
  body('a long text', `"${'x'.repeat(300_000)}"`),
  body('bytes that are no text', Buffer.from([0xff, 0xfe, 0xfd, 0x00, 0x80, 0xc3, 0x28])),
  body('zeros', Buffer.alloc(5000)),
];

/** The true body, written in another way. */
const WRITINGS: readonly Mangling[] = [
  changed('half of the body', (text) => text.slice(0, text.length / 2)),
  changed('two bodies glued together', (text) => text + text),
  changed('two bodies, a line each', (text) => `${text}\n${text}`),
  changed('something behind the body', (text) => `${text}</html>`),
  changed('something before the body', (text) => `while(1);${text}`),
  changed('a callback around the body', (text) => `callback(${text});`),
  changed('the body as a text', (text) => JSON.stringify(text)),
  changed('the body in a list', (text) => `[${text}]`),
  changed('the body in a result', (text) => `{"result":${text}}`),
  changed('single quotes', (text) => text.replaceAll('"', "'")),
  changed('comments', (text) => `/* ok */ ${text}`),
  changed('commas at the ends', (text) => text.replaceAll('}', ',}')),
  changed('keys in capitals', (text) => text.replace(/"(\w+)":/g, (key) => key.toUpperCase())),
  changed('a second result that is null', (text) => text.replace(/\}\s*$/, ',"result":null}')),
  changed('a second result that is a text', (text) => text.replace(/\}\s*$/, ',"result":"none"}')),
  changed('a second meta', (text) => text.replace(/\}\s*$/, ',"meta":[]}')),
  changed('half a character in every text', (text) => text.replace(/:"/g, ':"\\ud83d')),
  changed('a line break in every text', (text) => text.replace(/:"/g, ':"\\r\\n')),
  changed('a zero in every text', (text) => text.replace(/:"/g, ':"\\u0000')),
  changed('a real line break in every text', (text) => text.replace(/:"/g, ':"\n')),
  changed('UTF-16 without a word', (text) => Buffer.from(text, 'utf16le')),
  changed('UTF-16 that says UTF-8', (text) => Buffer.from(text, 'utf16le'), {
    'content-type': 'application/json; charset=utf-8',
  }),
  changed('UTF-8 that says UTF-16', (text) => text, { 'content-type': 'application/json; charset=utf-16' }),
  changed('a charset nobody knows', (text) => text, { 'content-type': 'application/json; charset=klingon' }),
  changed('gzip without a word', (text) => gzipSync(text)),
  changed('gzip that is cut', (text) => gzipSync(text).subarray(0, -9), { 'content-encoding': 'gzip' }),
  changed('gzip that is none', (text) => text, { 'content-encoding': 'gzip' }),
  changed('Brotli that is none', (text) => text, { 'content-encoding': 'br' }),
  changed('gzip in gzip', (text) => gzipSync(gzipSync(text)), { 'content-encoding': 'gzip' }),
  changed('a packing nobody knows', (text) => text, { 'content-encoding': 'lzma' }),
];

/** What is not even an answer. */
const LINES: readonly Mangling[] = [
  raw('nothing', ''),
  raw('no HTTP', 'SSH-2.0-OpenSSH_9.6\r\n'),
  raw('HTTP/0.9', '<html></html>'),
  raw('the status 000', 'HTTP/1.1 000 Nothing\r\ncontent-length: 2\r\n\r\n{}'),
  raw('the status 999', 'HTTP/1.1 999 Denied\r\ncontent-length: 2\r\n\r\n{}'),
  raw('only 100 Continue', 'HTTP/1.1 100 Continue\r\n\r\n'),
  {
    name: 'a switch of protocols',
    change: () => ({
      raw: 'HTTP/1.1 101 Switching\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n',
      breaksOff: 'silence',
    }),
  },
  raw('two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 5\r\n\r\n{}'),
  raw('a length that is none', 'HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n{}'),
  raw('a length too great', 'HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{}'),
  raw('broken chunks', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nZZ\r\n{}\r\n0\r\n\r\n'),
  raw('chunks without an end', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n'),
  raw('a header of a hundred kilobytes', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`),
  raw('a header with a zero', 'HTTP/1.1 200 OK\r\nx: \u0000\r\n\r\n{}'),
  { name: 'a reset in the middle', change: () => ({ breaksOff: 'reset' }) },
  { name: 'silence in the middle', change: () => ({ breaksOff: 'silence' }), isOnce: true },
  { name: 'no date', change: () => ({ headers: { date: undefined } }), isPlausible: true },
  { name: 'a date that is none', change: () => ({ headers: { date: 'soon' } }), isPlausible: true },
  { name: 'a date of 1970', change: () => ({ headers: { date: 'Thu, 01 Jan 1970 00:00:00 GMT' } }), isPlausible: true },
  { name: 'a date of 9999', change: () => ({ headers: { date: 'Fri, 31 Dec 9999 23:59:59 GMT' } }), isPlausible: true },
];

/** Other statuses. */
const STATUSES: readonly Mangling[] = [
  ...[202, 204, 206, 226].map((status) => answered(status, '')),
  ...[401, 403, 404, 500, 502, 503].map((status) => answered(status, HTML, AS_PAGE)),
  { ...answered(404, ''), isPlausible: true },
  answered(302, '', { location: 'https://login.qualtrics.example/' }),
  answered(302, '', { location: '/API/v3/whoami' }),
  answered(307, '', { location: 'http://[' }),
  answered(303, ''),
  answered(407, '', { 'proxy-authenticate': 'Basic' }),
  answered(429, '', { 'retry-after': '99999999999' }),
  answered(503, '', { 'retry-after': '-5' }),
  answered(429, '', { 'retry-after': 'Tomorrow' }),
  refused(400, null),
  refused(400, []),
  refused(400, 'no'),
  refused(400, { errorCode: {}, errorMessage: ['a'] }),
  refused(409, { errorCode: 5, errorMessage: 'x'.repeat(100_000) }),
  refused(418, { errorCode: '', errorMessage: 'a\r\n\u2028b\u202e' }),
  { ...refused(404, { errorMessage: 'Gone.' }), isPlausible: true },
  {
    name: 'the token in an error',
    isRefusal: true,
    change: (_, bearer) => ({
      status: 400,
      body: JSON.stringify({ meta: { requestId: bearer, error: { errorCode: bearer, errorMessage: `no ${bearer}` } } }),
      headers: AS_JSON,
    }),
  },
  {
    name: 'the token in a web page',
    change: (_, bearer) => ({ body: `<html>${bearer}</html>`, headers: AS_PAGE }),
  },
  {
    name: 'the token where it is redirected to',
    isRefusal: true,
    change: (_, bearer) => ({ status: 302, body: '', headers: { location: `ftp://x/${bearer}` } }),
  },
];

/** Whatever may come in place of any answer. */
export const SPOILED_ANSWERS: readonly Mangling[] = [...BODIES, ...WRITINGS, ...LINES, ...STATUSES];
