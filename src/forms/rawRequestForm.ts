import isEmpty from 'lodash/isEmpty.js';
import { isBlank, shown, type Values } from '../input/fields.js';
import { InputError } from '../input/inputError.js';
import type { ApiRequest } from '../qualtrics/client/client.js';
import { choiceField, type MessageField, readMessage, requiredTextField } from './messageFields.js';
import { rawRequestUrl } from './rawRequestUrl.js';

const BODY = 'Request Body';

/** JSON between two lines of a fence, as chats and documentation show it. */
const FENCED = /^(```|~~~)\w*\s+[{[].*[}\]]\s*\1$/s;

/** A body: any value, sent as JSON; or text that is JSON already, sent as it stands. */
type RequestBody = { readonly body?: unknown; readonly bodyText?: string };

const bodyField: MessageField<RequestBody> = {
  property: { type: 'object', title: BODY, required: false, properties: {} },
  read(message, key) {
    const value = message[key];
    if (isBlank(value)) return {};
    if (typeof value !== 'string') return { body: sendable(value) };
    const text = value.trim().replace(/^\ufeff/, '');
    if (parsedJson(text) !== undefined) return { bodyText: text };
    if (/^[{[]/.test(text)) throw new InputError(`"${BODY}" must be JSON, but ${shown(text)} is not.`);
    const [, fence] = FENCED.exec(text) ?? [];
    if (fence) throw new InputError(`"${BODY}" must be JSON alone: leave out the lines of ${fence} around it.`);
    return { body: value };
  },
};

/** The language writes lists within lists only so deep. Throws InputError. */
function sendable(value: unknown): unknown {
  try {
    JSON.stringify(value);
    return value;
  } catch {
    throw new InputError(`"${BODY}" is nested too deeply to be sent as JSON: it is ${shown(value)}.`);
  }
}

/** What a message says of a raw request. */
export const rawRequestFields = {
  url: requiredTextField('Url'),
  method: choiceField('Method', { GET: 'GET', POST: 'POST', PUT: 'PUT', PATCH: 'PATCH', DELETE: 'DELETE' }),
  requestBody: bodyField,
};

/** The request that a message describes. Throws InputError. */
export function readRawRequest(
  baseUrl: string,
  message: Values,
): Pick<ApiRequest, 'method' | 'body' | 'bodyText'> & { path: URL } {
  const { url, method, requestBody } = readMessage(rawRequestFields, message);
  const path = rawRequestUrl(baseUrl, withoutMethod(url, method));
  if (method !== 'GET') return { method, path, ...requestBody };
  const { body, bodyText } = requestBody;
  const isBodyless = isEmpty(bodyText === undefined ? body : parsedJson(bodyText));
  if (isBodyless) return { method, path };
  throw new InputError(`"${BODY}" cannot be sent with the "Method" "GET": leave it empty.`);
}

/** Documentation names an endpoint as `GET /whoami`. Throws InputError when that is another method than the chosen one. */
function withoutMethod(url: string, method: string): string {
  const [, named, rest] = /^([A-Z]+)\s+(\S.*)$/.exec(url) ?? [];
  if (named === undefined || rest === undefined) return url;
  if (named === method) return rest;
  throw new InputError(`"Url" names the method ${shown(named)}, but "Method" is ${shown(method)}: make them the same.`);
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
