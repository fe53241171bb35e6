/** A schema in the platform's dialect: `required` inside a property, no `null`, an object without properties is free. */
export interface DialectSchema {
  readonly type?: string;
  readonly title?: string;
  readonly required?: boolean;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, DialectSchema>>;
  readonly items?: DialectSchema;
}

const TYPES = ['string', 'number', 'boolean', 'object', 'array'];

/** What is wrong with a value by its schema; empty when it fits. */
export function misfits(value: unknown, schema: DialectSchema, path = 'body'): string[] {
  const { type, properties = {}, items } = schema;
  if (type === 'object' && Object.keys(properties).length === 0 && path !== 'body') return [];
  if (type === 'array') {
    if (!Array.isArray(value)) return [`${path} is not a list`];
    return value.flatMap((item, index) => misfits(item, items ?? {}, `${path}[${index}]`));
  }
  if (type !== 'object') return typeof value === type ? [] : [`${path} is not a ${type}`];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${path} is not an object`];
  return Object.entries(properties).flatMap(([name, property]) => {
    const inner = (value as Record<string, unknown>)[name];
    if (inner !== undefined && inner !== null) return misfits(inner, property, `${path}.${name}`);
    return property.required ? [`${path}.${name} is missing`] : [];
  });
}

/** What is wrong with a schema itself. */
export function flaws(schema: DialectSchema, path = 'schema'): string[] {
  const { type, properties, items, required } = schema;
  const found: string[] = [];
  if (!TYPES.includes(String(type))) found.push(`${path} has the type ${type}`);
  if (required !== undefined && typeof required !== 'boolean') found.push(`${path} has required outside of a property`);
  if (type === 'object' && properties === undefined) found.push(`${path} has no properties`);
  if (type === 'array' && items === undefined) found.push(`${path} has no items`);
  if (items) found.push(...flaws(items, `${path}[]`));
  for (const [name, property] of Object.entries(properties ?? {})) {
    if (!property.title) found.push(`${path}.${name} has no title`);
    found.push(...flaws(property, `${path}.${name}`));
  }
  return found;
}
