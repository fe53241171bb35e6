import type { Needs } from './answers.js';

/** For every answer: Qualtrics says something in JSON, or nothing. Whatever else came was put in its place. */
export const needsAnswer: Needs = (body) =>
  body === undefined || isRecord(body) ? undefined : 'the answer is not one of Qualtrics';

/** For a request whose answer must hold a `result`. */
export const needsResult: Needs = (body) => (resultIn(body) ? undefined : 'the answer holds no result');

/**
 * For a list: the `elements` of its result, objects all of them, each with an id where `ids` name it (one of them is
 * enough). A list without them is not an empty one.
 */
export function needsElements(...ids: readonly string[]): Needs {
  return (body) => {
    const elements = resultIn(body)?.elements;
    if (!Array.isArray(elements) || !elements.every(isRecord)) return 'the answer holds no list of elements';
    const hasIds = ids.length === 0 || elements.every((element) => ids.some((name) => isId(element[name])));
    return hasIds ? undefined : `the answer lists something without "${ids[0]}"`;
  };
}

/** For a request whose result must hold an id of this name. */
export function needsId(name: string): Needs {
  return (body) => (isId(resultIn(body)?.[name]) ? undefined : `the answer holds no "${name}"`);
}

/** The `result` object of an answer's body, where there is one. */
export function resultIn(body: unknown): Record<string, unknown> | undefined {
  const { result } = (body ?? {}) as { result?: unknown };
  return isRecord(result) ? result : undefined;
}

/** True for a text that is not empty. */
export function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** Qualtrics' ids have about twenty characters. */
const MAX_ID = 200;

/** True for what can be an id: a text that can be part of an address and of a sentence. */
export function isId(value: unknown): value is string {
  if (!isText(value) || value.length > MAX_ID || value.trim() === '') return false;
  return !/^\.{1,2}$|[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(value);
}

/** True for an object with keys, a list not being one. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
