import type { Schema } from '../protocol.js';

/** A made-up message that fits a step's out metadata, with every property, as the platform makes one. */
export async function stubSample(schema: Schema): Promise<unknown> {
  const { generate } = await import('json-schema-faker');
  const jsonSchema = toJsonSchema(schema) as Parameters<typeof generate>[0];
  return generate(jsonSchema, { alwaysFakeOptionals: true, fillProperties: false });
}

/** The platform's dialect as plain JSON Schema: `required` inside a property becomes a list on the object. */
function toJsonSchema({ required: _, properties, items, ...rest }: Schema): object {
  if (!properties) return { ...rest, ...(items ? { items: toJsonSchema(items), minItems: 1 } : {}) };
  return {
    ...rest,
    type: 'object',
    properties: Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, toJsonSchema(schema)])),
    required: Object.keys(properties),
  };
}
