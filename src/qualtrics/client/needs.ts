import type { Needs } from './answers.js';

/** For a request whose answer must hold a `result`. */
export const needsResult: Needs = (body) => (resultIn(body) ? undefined : 'the answer holds no result');

/** For a list: the `elements` of its result. A list without them is not an empty one. */
export const needsElements: Needs = (body) =>
  Array.isArray(resultIn(body)?.elements) ? undefined : 'the answer holds no list of elements';

/** For a request whose result must hold an id of this name. */
export function needsId(name: string): Needs {
  return (body) => (isText(resultIn(body)?.[name]) ? undefined : `the answer holds no "${name}"`);
}

/** The `result` object of an answer's body, where there is one. */
export function resultIn(body: unknown): Record<string, unknown> | undefined {
  const { result } = (body ?? {}) as { result?: unknown };
  return typeof result === 'object' && result !== null ? (result as Record<string, unknown>) : undefined;
}

/** True for a text that is not empty. */
export function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
