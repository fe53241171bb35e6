/** In and out metadata of a step: JSON schemas in the platform's dialect, made afresh for each call. */
export interface Metadata {
  readonly in?: Schema;
  readonly out: Schema;
}

export interface Schema {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, unknown>>;
}

/** An object with these properties. */
export function objectSchema(properties: Readonly<Record<string, unknown>>): Schema {
  return { type: 'object', properties: structuredClone(properties) };
}
