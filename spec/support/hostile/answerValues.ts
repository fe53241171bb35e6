import type { Mangling } from './answerBodies.js';
import type { FalseAnswer, TrueAnswer } from './manglingProxy.js';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Stands in a body where a number is to be that JSON can write and the language cannot hold. */
const HUGE = '@1e400@';

/** An answer in JSON with its values changed; not for any other answer. */
function withValues(name: string, change: (value: Json, key: string) => Json, more: Partial<Mangling> = {}): Mangling {
  return {
    name,
    change: (answer) => written(answer, (body) => mapped(body, '', change)),
    ...more,
  };
}

/** An answer whose list is another one, or goes on in another way. */
function withList(
  name: string,
  change: (result: { [key: string]: Json }, elements: Json[]) => { [key: string]: Json },
  more: Partial<Mangling> = {},
): Mangling {
  return {
    name,
    change: (answer) =>
      written(answer, (body) => {
        const { result } = body as { result?: { [key: string]: Json } };
        const elements = result?.elements ?? result?.importReportEntries;
        return Array.isArray(elements) ? { ...(body as object), result: change(result ?? {}, elements) } : undefined;
      }),
    ...more,
  };
}

function written({ body, headers }: TrueAnswer, change: (body: Json) => Json | undefined): FalseAnswer | undefined {
  if (!String(headers['content-type']).startsWith('application/json')) return undefined;
  const value = change(JSON.parse(body.toString('utf8')));
  return value === undefined ? undefined : { body: JSON.stringify(value).replaceAll(`"${HUGE}"`, '1e400') };
}

function mapped(value: Json, key: string, change: (value: Json, key: string) => Json): Json {
  if (Array.isArray(value)) return value.map((one) => mapped(one, key, change));
  if (typeof value !== 'object' || value === null) return change(value, key);
  const entries = Object.entries(value).map(([name, own]) => [name, mapped(own, name, change)] as const);
  return change(Object.fromEntries(entries), key);
}

const isScalar = (value: Json): boolean => typeof value !== 'object' || value === null;
const isId = (value: Json, key: string): boolean => /id$/i.test(key) && typeof value === 'string';
const isDate = (value: Json, key: string): boolean => /date|modified|expir/i.test(key) && isScalar(value);
const isCount = (value: Json): boolean => typeof value === 'number';

const everyValue = (name: string, instead: Json, more: Partial<Mangling> = {}): Mangling =>
  withValues(`every value ${name}`, (value) => (isScalar(value) ? instead : value), more);
const everyId = (name: string, instead: (id: string) => Json, more: Partial<Mangling> = {}): Mangling =>
  withValues(`every id ${name}`, (value, key) => (isId(value, key) ? instead(String(value)) : value), more);
const everyDate = (name: string, instead: Json): Mangling =>
  withValues(`every date ${name}`, (value, key) => (isDate(value, key) ? instead : value), { isPlausible: true });
const everyNumber = (name: string, instead: Json): Mangling =>
  withValues(`every number ${name}`, (value) => (isCount(value) ? instead : value), { isPlausible: true });
const without = (key: string, more: Partial<Mangling> = {}): Mangling =>
  withValues(
    `no "${key}"`,
    (value) => {
      if (isScalar(value) || Array.isArray(value)) return value;
      const { [key]: _, ...others } = value as { [key: string]: Json };
      return others;
    },
    more,
  );
const everyInner = (name: string, instead: Json): Mangling =>
  withValues(
    `every inner object ${name}`,
    (value, key) => (isScalar(value) || Array.isArray(value) || OUTER.includes(key) ? value : instead),
    { isPlausible: true },
  );
const element = (name: string, instead: (element: Json) => Json, more: Partial<Mangling> = {}): Mangling =>
  withList(`elements ${name}`, (result, elements) => ({ ...result, elements: elements.map(instead) }), more);
const goesOn = (name: string, key: string, next: (calls: number) => Json, isEmpty = false): Mangling => {
  let calls = 0;
  const change = (result: { [key: string]: Json }, elements: Json[]): { [key: string]: Json } => {
    calls += 1;
    return { ...result, elements: isEmpty ? [] : elements, [key]: next(calls) };
  };
  return withList(`${isEmpty ? 'an empty list that' : 'a list that'} ${name}`, change, { isPlausible: isEmpty });
};

const tokenOf = (offset: number): string => Buffer.from(String(offset)).toString('base64');

/** Objects that hold the others. */
const OUTER = ['', 'result', 'elements', 'importReportEntries', 'contacts', 'count'];

/** Lists that lead on and on, or nowhere. */
const PAGES: readonly Mangling[] = [true, false].flatMap((isEmpty) => [
  goesOn('has always the same token', 'skipToken', () => 'again', isEmpty),
  goesOn('has always another token', 'skipToken', tokenOf, isEmpty),
  goesOn('has a token that is a number', 'skipToken', () => 100, isEmpty),
  goesOn('has a token that is an object', 'skipToken', () => ({ toString: 1 }), isEmpty),
  goesOn('has always the same next page', 'nextPage', () => '?skipToken=again', isEmpty),
  goesOn('has always another next page', 'nextPage', (calls) => `?skipToken=${calls}`, isEmpty),
  goesOn('has a next page at a stranger', 'nextPage', () => 'https://evil.example/API/v3/directories', isEmpty),
  goesOn('has a next page out of the API', 'nextPage', () => '/oauth2/token', isEmpty),
  goesOn('has a next page that is no address', 'nextPage', () => 'http://[', isEmpty),
  goesOn('has a next page that is an object', 'nextPage', () => ({ href: 'x' }), isEmpty),
]);

/** Whatever the values in an answer of Qualtrics may be instead of what they are. */
export const SPOILED_VALUES: readonly Mangling[] = [
  everyValue('null', null),
  everyValue('a number', 7),
  everyValue('no number that can be held', HUGE),
  everyValue('true', true),
  everyValue('a list', []),
  everyValue('an object', {}),
  everyValue('an object without a text', { toString: 1, valueOf: null }),
  everyValue('empty', ''),
  everyValue('a long text', 'y'.repeat(5000)),
  everyValue('a word', 'word', { isPlausible: true }),
  everyValue('the name of a prototype', '__proto__', { isPlausible: true }),
  everyId('a number', () => 12),
  everyId('empty', () => ''),
  everyId('a way up', () => '..'),
  everyId('a path', (id) => `${id}/../../oauth2`, { isPlausible: true }),
  everyId('with a question mark', (id) => `${id}?x=1#y`, { isPlausible: true }),
  everyId('of one letter too many', (id) => `${id}x`, { isPlausible: true }),
  everyId('of a thousand letters', (id) => id.repeat(70)),
  everyId('with half a character', (id) => `${id}\ud83d`),
  everyId('an object', () => ({ toString: 1 })),
  everyId('in a list', (id) => [id]),
  everyId('null', () => null),
  everyDate('a text', 'yesterday'),
  everyDate('empty', ''),
  everyDate('null', null),
  everyDate('far away', 8.7e15),
  everyDate('before all time', -8.7e15),
  everyDate('an object', { toString: 1 }),
  everyDate('in the year 9999', '9999-12-31T23:59:59Z'),
  everyDate('without a zone', '2026-02-30 25:61'),
  everyNumber('negative', -5),
  everyNumber('a fraction', 0.5),
  everyNumber('a text', '3'),
  everyNumber('huge', 1e308),
  everyNumber('beyond', HUGE),
  everyInner('null', null),
  everyInner('a text', 'false'),
  everyInner('a number', 3),
  everyInner('a list', ['a', {}]),
  everyInner('an object of nulls', { a: null, b: { c: null } }),
  everyInner('an object of lists', { Level: [], toString: 1 }),
  ...['id', 'contactId', 'mailingListId', 'directoryId', 'elements', 'result', 'meta', 'status', 'fileId'].map((key) =>
    without(key),
  ),
  ...['percentComplete', 'contacts', 'count', 'email', 'name', 'link', 'values', 'responseId'].map((key) =>
    without(key, { isPlausible: true }),
  ),
  element('that are null', () => null),
  element('that are numbers', () => 5),
  element('that are texts', () => 'CID_1'),
  element('that are lists', (one) => [one]),
  element('that are empty objects', () => ({})),
  withList('a null among the elements', (result, elements) => ({ ...result, elements: [null, ...elements] })),
  withList('every element twice', (result, elements) => ({ ...result, elements: [...elements, ...elements] })),
  withList(
    'the same element 300 times',
    (result, elements) => ({
      ...result,
      elements: elements.length > 0 ? Array.from({ length: 300 }, () => elements[0] as Json) : [],
    }),
    { isPlausible: true },
  ),
  withList('elements as an object', (result, elements) => ({ ...result, elements: { ...elements } })),
  withList('no element', (result) => ({ ...result, elements: [] }), { isPlausible: true }),
  ...PAGES,
];
