import type { Schema } from '../../protocol.js';
import { isGroup, isStructured, type PropertyMapping, pathKey } from './model.js';

/**
 * The form for a message as it stands, from developer mode back to boxes; `undefined` when the message has a property
 * that the form does not know.
 */
export function formOf(
  schema: Schema,
  value: unknown,
  path: readonly string[] = [],
): Record<string, PropertyMapping> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const form: Record<string, PropertyMapping> = {};
  for (const [name, part] of Object.entries(value)) {
    const property = schema.properties?.[name];
    if (!property) return undefined;
    const own = [...path, name];
    if (isGroup(property)) {
      const inner = formOf(property, part, own);
      if (!inner) return undefined;
      Object.assign(form, inner);
    } else form[pathKey(own)] = leafOf(property, part);
  }
  return form;
}

function leafOf(schema: Schema, value: unknown): PropertyMapping {
  const isText = !isStructured(schema) && (typeof value !== 'object' || value === null);
  return isText ? { kind: 'literal', text: String(value) } : { kind: 'jsonata', text: JSON.stringify(value, null, 2) };
}
