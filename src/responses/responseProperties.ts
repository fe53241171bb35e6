import type { Properties, Property } from '../input/schema.js';

/** A JSON Schema, or a part of one, as Qualtrics gives it. */
type Schema = Readonly<Record<string, unknown>>;

/** Titles of what every response has. */
const GENERAL_TITLES = ['Survey ID', 'Response ID', 'Values', 'Labels', 'Displayed Fields', 'Displayed Values'];

/** So long a title still fits into a line of the mapper. */
const MAX_TITLE = 60;
/** Of a long title, so much of its end is kept: parts of one question differ there. */
const TITLE_END = 24;

/**
 * What a response holds, for the mapper: the survey's own fields by the text of their questions, embedded data and
 * metadata by their names, as `GET …/response-schema` tells them; without it only that there are values and labels.
 * No two titles are the same.
 */
export function responseProperties(schema?: Schema): Properties {
  const titles = new Set(GENERAL_TITLES);
  const own = recordOf(schema?.properties);
  const values = fieldsOf(own.values, titles, '');
  const labels = fieldsOf(own.labels, titles, ' (label)');
  return {
    surveyId: { type: 'string', title: 'Survey ID', required: true },
    responseId: { type: 'string', title: 'Response ID', required: true },
    values: { type: 'object', title: 'Values', required: true, properties: values },
    labels: { type: 'object', title: 'Labels', properties: labels },
    displayedFields: { type: 'array', title: 'Displayed Fields', items: { type: 'string' } },
    displayedValues: { type: 'object', title: 'Displayed Values', properties: {} },
  };
}

function fieldsOf(object: unknown, titles: Set<string>, suffix: string): Properties {
  const fields = Object.entries(recordOf(recordOf(object).properties));
  return Object.fromEntries(
    fields.map(([key, field]) => [key, fieldProperty(key, recordOf(field), titles, suffix)] as const),
  );
}

function fieldProperty(key: string, field: Schema, titles: Set<string>, suffix: string): Property {
  const text = field.dataType === 'embeddedData' ? key : plainText(field.description) || key;
  const title = uniqueTitle(shortened(text), key, suffix, titles);
  const type = typeOf(field.type);
  if (type === 'array') return { type, title, items: { type: itemType(field.items) } };
  return type === 'object' ? { type, title, properties: {} } : { type, title };
}

/** The text itself where it is free; else with the field's key, which no other field has. */
function uniqueTitle(text: string, key: string, suffix: string, titles: Set<string>): string {
  const candidates = [`${text}${suffix}`, `${text} (${shortened(key)})${suffix}`];
  let title = candidates.find((candidate) => !titles.has(candidate));
  for (let count = 2; title === undefined; count += 1) {
    const numbered = `${text} (${count})${suffix}`;
    if (!titles.has(numbered)) title = numbered;
  }
  titles.add(title);
  return title;
}

/** Question texts are HTML. */
function plainText(html: unknown): string {
  if (typeof html !== 'string') return '';
  return html
    .slice(0, MAX_HTML)
    .replace(/<\/?[a-z!][^<>]*>/gi, ' ')
    .replace(/&(nbsp|amp|lt|gt|quot|#39);/g, (_, name: string) => ENTITIES[name] ?? ' ')
    .replace(/[\s\p{Cc}\p{Cf}\p{Cs}]+/gu, ' ')
    .trim();
}

/** Longer texts than this are cut before anything is made of them. */
const MAX_HTML = 2000;
const ENTITIES: Readonly<Record<string, string>> = { nbsp: ' ', amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

function shortened(text: string): string {
  const letters = [...text];
  if (letters.length <= MAX_TITLE) return text;
  const start = letters.slice(0, MAX_TITLE - TITLE_END - 1).join('');
  return `${start.trimEnd()}…${letters.slice(-TITLE_END).join('').trimStart()}`;
}

const TYPES: Readonly<Record<string, Property['type']>> = {
  string: 'string',
  number: 'number',
  integer: 'number',
  boolean: 'boolean',
  array: 'array',
  object: 'object',
};

function typeOf(type: unknown): Property['type'] {
  const names = Array.isArray(type) ? type : [type];
  return (
    names.map((name) => (typeof name === 'string' ? TYPES[name] : undefined)).find((known) => known !== undefined) ??
    'string'
  );
}

/** The choices made, as texts or numbers: the mapper takes such a list as a whole. */
function itemType(items: unknown): 'string' | 'number' | 'boolean' {
  const type = typeOf(recordOf(items).type);
  return type === 'number' || type === 'boolean' ? type : 'string';
}

function recordOf(value: unknown): Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Schema) : {};
}
