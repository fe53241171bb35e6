import type { Schema } from '../../protocol.js';

/** How a message is made for a step: what a form says of each property, or one expression for all of it. */
export interface Mapping {
  /** By the property's path, see {@link pathKey}. */
  readonly properties: Readonly<Record<string, PropertyMapping>>;
  /** Developer mode: this expression counts, not the form. */
  readonly expression: string | undefined;
}

/** What one property gets. */
export type PropertyMapping =
  /** Text that was typed; read as the property's type. */
  | { readonly kind: 'literal'; readonly text: string }
  | Reference
  /** A list: an object for each row of a list of an earlier step. */
  | RowsMapping
  /** JSONata. */
  | { readonly kind: 'jsonata'; readonly text: string };

/** A value of an earlier step. */
export interface Reference {
  readonly kind: 'reference';
  readonly stepId: string;
  readonly path: readonly string[];
}

/** Which list gives the rows, and which of a row's fields each property gets; none when the list is not chosen yet. */
export interface RowsMapping {
  readonly kind: 'rows';
  readonly list: Reference | undefined;
  readonly fields: Readonly<Record<string, string>>;
}

export const EMPTY_MAPPING: Mapping = { properties: {}, expression: undefined };

/** A property that the form has a box for. */
export interface Leaf {
  readonly path: readonly string[];
  readonly schema: Schema;
  readonly isRequired: boolean;
}

/** A property by its path. */
export function pathKey(path: readonly string[]): string {
  return path.join('\u0000');
}

/** Whether a property has properties of its own, that the form shows one by one. */
export function isGroup(schema: Schema): boolean {
  return schema.type === 'object' && Object.keys(schema.properties ?? {}).length > 0;
}

/** Whether a property must be there: by the platform's dialect, or by plain JSON Schema. */
export function isRequired(parent: Schema, name: string): boolean {
  const own = parent.properties?.[name]?.required;
  return own === true || (Array.isArray(parent.required) && parent.required.includes(name));
}

/** What people call a property. */
export function titleOf(schema: Schema, name: string): string {
  return schema.title ?? name;
}

/** All properties that have a box, in order. */
export function leavesOf(schema: Schema, path: readonly string[] = []): Leaf[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const own = [...path, name];
    if (isGroup(property)) return leavesOf(property, own);
    return [{ path: own, schema: property, isRequired: isRequired(schema, name) }];
  });
}

/** Whether a property can only be given as an expression: text is no array and no object. */
export function isStructured(schema: Schema): boolean {
  return schema.type === 'array' || schema.type === 'object';
}

/** Whether a list has rows whose properties are known, so that they can be mapped one by one. */
export function hasRows({ type, items }: Schema): boolean {
  return type === 'array' && Object.keys(items?.properties ?? {}).length > 0;
}

/** Whether nothing is given for a property. */
export function isUnmapped(mapping: PropertyMapping | undefined): boolean {
  if (mapping === undefined) return true;
  switch (mapping.kind) {
    case 'reference':
      return false;
    case 'rows':
      return mapping.list === undefined || Object.keys(mapping.fields).length === 0;
    default:
      return mapping.text.trim() === '';
  }
}

/** What is wrong with text typed for a property; `undefined` when nothing is. */
export function literalProblem(schema: Schema, mapping: PropertyMapping | undefined): string | undefined {
  if (mapping?.kind !== 'literal' || mapping.text === '') return undefined;
  const { text } = mapping;
  if (schema.enum && !schema.enum.map(String).includes(text)) {
    return `"${text}" is not one of the allowed values: ${schema.enum.map(String).join(', ')}.`;
  }
  if (isNumeric(schema) && Number.isNaN(Number(text))) return `"${text}" is not a number.`;
  if (schema.type === 'boolean' && text !== 'true' && text !== 'false') return `"${text}" is neither true nor false.`;
  return undefined;
}

/** Whether a property takes a number. */
export function isNumeric({ type }: Schema): boolean {
  return type === 'number' || type === 'integer';
}
