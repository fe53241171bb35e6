/** The language writes no more than some thousand levels, and nobody who sends data means so many. */
const MAX_LEVELS = 500;

/** Whether a value of JSON is nested so deeply that it could be read, but not written again. */
export function isNestedTooDeeply(value: unknown): boolean {
  let level = objectsIn([value]);
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_LEVELS) return true;
    level = level.flatMap((object) => objectsIn(Object.values(object)));
  }
  return false;
}

function objectsIn(values: readonly unknown[]): object[] {
  return values.filter((value) => typeof value === 'object' && value !== null) as object[];
}
