import type { Schema } from '../../protocol.js';
import {
  isGroup,
  isNumeric,
  isUnmapped,
  type Mapping,
  type PropertyMapping,
  pathKey,
  type RowsMapping,
} from './model.js';

/** The expression that a mapping stands for: JSONata that makes the step's message. */
export function expressionOf(schema: Schema, mapping: Mapping): string {
  return mapping.expression ?? (objectOf(schema, mapping, [], '') || '{}');
}

/** The expression for one property. */
export function propertyExpression(schema: Schema, mapping: PropertyMapping): string {
  switch (mapping.kind) {
    case 'literal':
      return literalOf(schema, mapping.text);
    case 'reference':
      return referenceOf(mapping.stepId, mapping.path);
    case 'rows':
      return rowsOf(mapping);
    case 'jsonata':
      return mapping.text.trim();
  }
}

/** A list, also where the earlier step's has one row only. */
function rowsOf({ list, fields }: RowsMapping): string {
  if (!list) return '[]';
  const members = Object.entries(fields).map(([name, field]) => `${JSON.stringify(name)}: ${asStep(field)}`);
  return `[${referenceOf(list.stepId, list.path)}.{ ${members.join(', ')} }]`;
}

/** The expression that reads a value of an earlier step. */
export function referenceOf(stepId: string, path: readonly string[]): string {
  return ['$getPassthrough()', stepId, 'body', ...path].map(asStep).join('.');
}

/** A name as a step of a path; one that is no plain word stands in backquotes. */
function asStep(name: string): string {
  return /^(\$getPassthrough\(\)|[A-Za-z_]\w*)$/.test(name) ? name : `\`${name.replaceAll('`', '')}\``;
}

/** Empty when nothing in it is mapped. */
function objectOf(schema: Schema, mapping: Mapping, path: readonly string[], indent: string): string {
  const inner = `${indent}  `;
  const members = Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const own = [...path, name];
    const value = isGroup(property)
      ? objectOf(property, mapping, own, inner)
      : leafOf(property, mapping.properties[pathKey(own)]);
    return value === '' ? [] : [`${inner}${JSON.stringify(name)}: ${value}`];
  });
  return members.length === 0 ? '' : `{\n${members.join(',\n')}\n${indent}}`;
}

function leafOf(schema: Schema, mapping: PropertyMapping | undefined): string {
  return mapping === undefined || isUnmapped(mapping) ? '' : propertyExpression(schema, mapping);
}

function literalOf(schema: Schema, text: string): string {
  const isPlain = isNumeric(schema) ? !Number.isNaN(Number(text)) : schema.type === 'boolean';
  return isPlain && text.trim() !== ''
    ? String(isNumeric(schema) ? Number(text) : text === 'true')
    : JSON.stringify(text);
}
