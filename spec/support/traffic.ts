import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import {
  apiDescription,
  type Content,
  type Operation,
  type Parameter,
  type PathItem,
  type Reference,
} from '../../local/sandbox/description.js';
import type { Exchange } from '../../local/sandbox/server.js';

/** Compares what is said to the sandbox, and what it answers, with its OpenAPI. */

interface Described {
  readonly pattern: RegExp;
  readonly template: string;
  readonly item: PathItem;
}

const description = apiDescription();
const ajv = new Ajv({ strict: false, formats: { int64: true, 'date-time': true, uri: true } });
ajv.addSchema(description, 'api');
const validators = new Map<string, ValidateFunction>();

/** Literal paths first: `contacts/search` is no contact. */
const paths: readonly Described[] = Object.entries(description.paths)
  .map(([template, item]) => ({ template, item, pattern: patternOf(template) }))
  .sort((one, other) => one.template.split('{').length - other.template.split('{').length);

function patternOf(template: string): RegExp {
  const prefix = template === '/oauth2/token' ? '' : '/API/v3';
  return new RegExp(`^${prefix}${template.replace(/\{\w+\}/g, '[^/]+')}$`);
}

/** A schema of the description by the path to it, each part a key. Compiled once a process. */
function schemaAt(...parts: string[]): ValidateFunction {
  const pointer = parts.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/');
  const known = validators.get(pointer) ?? ajv.compile({ $ref: `api#/${pointer}` });
  validators.set(pointer, known);
  return known;
}

/** What is wrong with a request or its answer, one sentence each; nothing when both are as described. */
export function wrongIn(exchange: Exchange): string[] {
  const { method, path } = exchange.request;
  const name = `${method} ${path}`;
  const described = paths.find(({ pattern }) => pattern.test(path));
  const operation = described?.item[method.toLowerCase() as 'get'];
  if (!described || !operation) return exchange.status < 400 ? [`${name} is not described.`] : [];
  const at = ['paths', described.template, method.toLowerCase()];
  const wrong = [
    ...(exchange.status < 400 ? wrongRequest(exchange, described.item, operation, at) : []),
    ...(exchange.isFault || exchange.status === 411 ? [] : wrongAnswer(exchange, operation, at)),
  ];
  return wrong.map((what) => `${name}, ${exchange.status}: ${what}`);
}

function wrongRequest({ request }: Exchange, item: PathItem, operation: Operation, at: string[]): string[] {
  const wrong: string[] = [];
  const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])].map(resolved);
  for (const [name, text] of new URL(request.url, 'http://sandbox').searchParams) {
    const parameter = parameters.find((one) => one.in === 'query' && one.name === name);
    if (!parameter) wrong.push(`the query parameter ${name} is not described`);
    else if (!fitsText(parameter.schema, text)) wrong.push(`the query parameter ${name} is ${text}`);
  }
  const { requestBody } = operation;
  if (request.body === undefined || request.body === null) {
    if (requestBody?.required) wrong.push('the body is missing');
    return wrong;
  }
  const type = String(request.headers['content-type']).split(';')[0] ?? '';
  if (!requestBody?.content?.[type]) return [...wrong, `a body of the type ${type} is not described`];
  return [...wrong, ...wrongValue('the request', request.body, [...at, 'requestBody', 'content', type, 'schema'])];
}

function wrongAnswer({ status, contentType = '', text }: Exchange, operation: Operation, at: string[]): string[] {
  const key = String(status) in operation.responses ? String(status) : 'default';
  const response = operation.responses[key];
  if (!response) return ['the status is not described'];
  const where = '$ref' in response ? response.$ref.slice(2).split('/') : [...at, 'responses', key];
  const { content }: Content = '$ref' in response ? component(response) : response;
  if (!content) return text ? [`a body is not described, but it is ${text}`] : [];
  if (!content[contentType]) return [`the type ${contentType} is not described`];
  if (contentType !== 'application/json') return [];
  return wrongValue('the answer', JSON.parse(text ?? 'null'), [...where, 'content', contentType, 'schema']);
}

function wrongValue(what: string, value: unknown, at: string[]): string[] {
  const fits = schemaAt(...at);
  return fits(value) ? [] : [`${what} ${(fits.errors ?? []).map(sentence).join(', ')}`];
}

function sentence({ instancePath, message, params }: ErrorObject): string {
  return `${instancePath || '/'} ${message} ${JSON.stringify(params)}`;
}

/** Texts of a query as the numbers and booleans that they stand for. */
function fitsText(schema: object, text: string): boolean {
  const values: unknown[] = [text];
  if (/^-?\d+(\.\d+)?$/.test(text)) values.push(Number(text));
  if (/^(true|false)$/.test(text)) values.push(text === 'true');
  const fits = '$ref' in schema ? schemaAt(...String(schema.$ref).slice(2).split('/')) : ajv.compile(schema);
  return values.some((value) => fits(value));
}

function resolved(parameter: Parameter | Reference): Parameter {
  return '$ref' in parameter ? (component(parameter) as Parameter) : parameter;
}

function component({ $ref }: Reference): object {
  const [kind = '', name = ''] = $ref.split('/').slice(2);
  return description.components[kind]?.[name] ?? {};
}
