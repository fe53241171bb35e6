import assert from 'node:assert/strict';
import { apiDescription, type Operation } from '../../../local/sandbox/description.js';
import type { Exchange } from '../../../local/sandbox/server.js';
import { useSandbox } from '../../support/sandbox.js';
import { wrongIn } from '../../support/traffic.js';

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
}

const description = apiDescription();

function resolved(schema: Schema): Schema {
  const name = schema.$ref?.split('/').at(-1);
  return name === undefined ? schema : (description.components.schemas?.[name] as Schema);
}

/** Places of a schema where keys may come that are not described. */
function openPlaces(schema: Schema, at: string): string[] {
  const { type, properties = {}, additionalProperties, items, oneOf = [], anyOf = [] } = resolved(schema);
  const isOpen = type === 'object' && additionalProperties === undefined;
  const parts = Object.entries(properties).flatMap(([key, part]) => openPlaces(part, `${at}.${key}`));
  const more = typeof additionalProperties === 'object' ? openPlaces(additionalProperties, `${at}.*`) : [];
  const choices = [...oneOf, ...anyOf].flatMap((choice) => openPlaces(choice, at));
  return [...(isOpen ? [at] : []), ...parts, ...more, ...choices, ...(items ? openPlaces(items, `${at}[]`) : [])];
}

const operations = Object.entries(description.paths).flatMap(([path, item]) =>
  (['get', 'post', 'put', 'patch', 'delete'] as const).flatMap((method) => {
    const operation = item[method];
    return operation ? [{ name: `${method.toUpperCase()} ${path}`, operation }] : [];
  }),
);

describe('The description of the sandbox', () => {
  const bench = useSandbox();

  it('has every endpoint that there is, and none that there is not', () => {
    const served = bench.sandbox.routes.filter((route) => !route.includes(' /sandbox'));
    const plain = (route: string): string => route.replace('/API/v3', '').replace(/\{\w+\}/g, '{}');
    assert.deepEqual(operations.map(({ name }) => plain(name)).sort(), served.map(plain).sort());
  });

  it('names each operation once', () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    assert.equal(new Set(ids).size, ids.length);
  });

  it('leaves no place in a request for keys that are not described', () => {
    const schemas = (operation: Operation) => Object.values(operation.requestBody?.content ?? {});
    const open = operations.flatMap(({ name, operation }) =>
      schemas(operation).flatMap(({ schema }) => (schema ? openPlaces(schema as Schema, name) : [])),
    );
    assert.deepEqual(open, []);
  });

  const EXCHANGE: Exchange = {
    request: {
      method: 'POST',
      url: '/API/v3/directories/POOL_x/contacts',
      path: '/API/v3/directories/POOL_x/contacts',
      headers: { 'content-type': 'application/json' },
      body: { firstName: 'Jo' },
      status: 200,
    },
    status: 200,
    contentType: 'application/json',
    text: JSON.stringify({ result: { id: 'CID_x' }, meta: {} }),
    isFault: false,
  };
  const OTHERWISE: Readonly<Record<string, Partial<Exchange>>> = {
    'a key that is not described': { request: { ...EXCHANGE.request, body: { name: 'Jo' } } },
    'a value of another type': { request: { ...EXCHANGE.request, body: { firstName: null } } },
    'a query parameter that is not described': { request: { ...EXCHANGE.request, url: `${EXCHANGE.request.url}?a=1` } },
    'a body of another type': { request: { ...EXCHANGE.request, headers: { 'content-type': 'text/plain' } } },
    'no body': { request: { ...EXCHANGE.request, body: undefined } },
    'another path': { request: { ...EXCHANGE.request, path: '/API/v3/nothing' } },
    'another answer': { text: JSON.stringify({ result: {}, meta: {} }) },
    'an error code of our own': {
      status: 400,
      text: JSON.stringify({ meta: { error: { errorMessage: 'No.', errorCode: 'SANDBOX_1' } } }),
    },
    'a charset': { contentType: 'application/json; charset=utf-8' },
  };
  for (const [what, difference] of Object.entries(OTHERWISE)) {
    it(`does not let ${what} pass`, () => {
      assert.deepEqual(wrongIn(EXCHANGE), []);
      assert.equal(wrongIn({ ...EXCHANGE, ...difference }).length, 1);
    });
  }
});
