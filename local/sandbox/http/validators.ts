import Ajv, { type ValidateFunction } from 'ajv';

/** As fastify has it, but that bodies are neither changed nor cut to fit. */
const ajv = new Ajv({ useDefaults: true, addUsedSchema: false });
const compiled = new Map<string, ValidateFunction>();

/** The check of a body by its schema; compiled once for all sandboxes of the process. */
export function validatorFor({ schema }: { readonly schema: unknown }): ValidateFunction {
  const text = JSON.stringify(schema);
  const known = compiled.get(text);
  if (known) return known;
  const made = ajv.compile(schema as object);
  compiled.set(text, made);
  return made;
}
