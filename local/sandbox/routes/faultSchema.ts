import type { Fault } from '../http/faults.js';

const MILLISECONDS = { type: 'integer', minimum: 0 };
const WHEN = { enum: ['before', 'after'] };
const HEADERS = { type: 'object', additionalProperties: { type: 'string' } };

/** Properties of a fault that may be left out. */
const OPTIONAL = ['retryAfter', 'html', 'headers', 'body', 'set', 'remove', 'value'];

/** Each kind of fault with its own properties: `Fault` as a JSON schema. */
export const FAULT = {
  oneOf: [
    faultOf('status', {
      status: { type: 'integer', minimum: 200, maximum: 599 },
      when: WHEN,
      retryAfter: { type: 'string' },
      html: { type: 'boolean' },
      headers: HEADERS,
      body: {},
    }),
    faultOf('headers', { set: HEADERS, remove: { type: 'array', items: { type: 'string' } } }),
    faultOf('edit', { path: { type: 'string', minLength: 1 }, value: {} }),
    faultOf('byteOrderMark', {}),
    faultOf('drop', { when: WHEN }),
    faultOf('stall', {}),
    faultOf('truncate', {}),
    faultOf('slow', { pauseMs: MILLISECONDS }),
    faultOf('latency', { ms: MILLISECONDS }),
    faultOf('slide', {}),
    faultOf('revokeTokens', {}),
  ],
};

function faultOf(kind: Fault['kind'], properties: Record<string, object>) {
  const required = ['kind', ...Object.keys(properties).filter((name) => !OPTIONAL.includes(name))];
  return {
    type: 'object',
    required,
    additionalProperties: false,
    properties: { kind: { const: kind }, ...properties },
  };
}
