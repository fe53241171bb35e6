import type { FastifyInstance } from 'fastify';
import type { Behaviour } from '../brand/tenant.js';
import type { Fault } from '../http/faults.js';
import type { Sandbox } from '../http/sandbox.js';
import { Refusal } from '../refusal.js';
import { BEHAVIOUR } from './behaviourSchema.js';
import { FAULT } from './faultSchema.js';
import { holdings } from './holdings.js';

interface AskedFault {
  readonly match: string;
  readonly fault: Fault;
  readonly times?: number;
}

/**
 * What goes wrong in a running sandbox, and what it has seen, by HTTP: beside the vendor's API, without a token.
 * `GET /sandbox`, `PATCH /sandbox/behaviour`, `POST|DELETE /sandbox/faults`, `GET /sandbox/requests`.
 */
export function addControlRoutes(server: FastifyInstance): void {
  const config = { isControl: true };
  const state = ({ tenant, faults, requests }: Sandbox) => ({
    behaviour: tenant.behaviour,
    faults: faults.planned(),
    requests: requests.length,
  });

  server.get('/sandbox', { config }, async ({ sandbox }) => ({ ...state(sandbox), brand: holdings(sandbox.tenant) }));

  server.patch<{ Body: Partial<Behaviour> }>(
    '/sandbox/behaviour',
    { config, schema: { body: { type: 'object', additionalProperties: false, properties: BEHAVIOUR } } },
    async (request) => {
      Object.assign(request.tenant.behaviour, request.body);
      return state(request.sandbox);
    },
  );

  const properties = { match: { type: 'string' }, fault: FAULT, times: { type: 'integer', minimum: 1 } };
  const body = { type: 'object', required: ['match', 'fault'], additionalProperties: false, properties };
  server.post<{ Body: AskedFault }>('/sandbox/faults', { config, schema: { body } }, async (request) => {
    const { match, ...rule } = request.body;
    request.sandbox.faults.add({ match: toPattern(match), ...rule });
    return state(request.sandbox);
  });

  server.delete('/sandbox/faults', { config }, async ({ sandbox }) => {
    sandbox.faults.clear();
    return state(sandbox);
  });

  server.get('/sandbox/requests', { config }, async ({ sandbox }) =>
    sandbox.requests.map(({ method, url, status }) => ({ method, url, status })),
  );
}

function toPattern(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch {
    throw new Refusal(400, undefined, `match must be a regular expression, but it is ${text}.`);
  }
}
