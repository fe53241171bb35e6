/** A value inside a sample, and the way to it. */
export interface SampleValue {
  readonly path: readonly string[];
  /** The value in a few characters. */
  readonly preview: string;
}

const DEEPEST = 5;
const MOST = 300;
const PREVIEW_CHARACTERS = 60;

/** Everything in a sample that can be mapped, in its order; into a list it goes by its first row. */
export function samplePaths(sample: unknown): SampleValue[] {
  const found: SampleValue[] = [];
  walk(sample, [], found);
  return found;
}

function walk(value: unknown, path: readonly string[], found: SampleValue[]): void {
  if (found.length >= MOST || path.length > DEEPEST) return;
  if (path.length > 0) found.push({ path, preview: previewOf(value) });
  const inner = Array.isArray(value) ? value[0] : value;
  if (typeof inner !== 'object' || inner === null) return;
  for (const [name, part] of Object.entries(inner)) walk(part, [...path, name], found);
}

/** A value in one short line. */
export function previewOf(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return text.length > PREVIEW_CHARACTERS ? `${text.slice(0, PREVIEW_CHARACTERS - 1)}…` : text;
}

/** A list of objects inside a sample, and the fields of its first row. */
export interface SampleList {
  readonly path: readonly string[];
  readonly fields: readonly string[];
}

/** The lists of a sample whose rows are objects. */
export function sampleLists(value: unknown, path: readonly string[] = []): SampleList[] {
  if (path.length > DEEPEST || typeof value !== 'object' || value === null) return [];
  if (!Array.isArray(value)) return Object.entries(value).flatMap(([name, part]) => sampleLists(part, [...path, name]));
  const [first] = value;
  const isList = typeof first === 'object' && first !== null && !Array.isArray(first);
  return isList ? [{ path, fields: Object.keys(first) }] : [];
}
