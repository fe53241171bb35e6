import type { FastifyInstance } from 'fastify';
import type { BookedRequest } from '../brand/records.js';
import type { Behaviour, Tenant } from '../brand/tenant.js';
import type { Fault, Faults } from '../http/faults.js';
import { Refusal } from '../refusal.js';
import { BEHAVIOUR } from './behaviourSchema.js';
import { FAULT } from './faultSchema.js';
import { holdings } from './holdings.js';

/** What goes wrong in a running sandbox, and what it has seen, by HTTP: beside the vendor's API, without a token. */
interface Controlled {
  readonly tenant: Tenant;
  readonly faults: Faults;
  readonly requests: readonly BookedRequest[];
}

interface AskedFault {
  readonly match: string;
  readonly fault: Fault;
  readonly times?: number;
}

/** `GET /sandbox`, `PATCH /sandbox/behaviour`, `POST|DELETE /sandbox/faults`, `GET /sandbox/requests`. */
export function addControlRoutes(server: FastifyInstance, { tenant, faults, requests }: Controlled): void {
  const config = { isControl: true };
  const state = () => ({ behaviour: tenant.behaviour, faults: faults.planned(), requests: requests.length });

  server.get('/sandbox', { config }, async () => ({ ...state(), brand: holdings(tenant) }));

  server.patch<{ Body: Partial<Behaviour> }>(
    '/sandbox/behaviour',
    { config, schema: { body: { type: 'object', additionalProperties: false, properties: BEHAVIOUR } } },
    async (request) => {
      Object.assign(tenant.behaviour, request.body);
      return state();
    },
  );

  const properties = { match: { type: 'string' }, fault: FAULT, times: { type: 'integer', minimum: 1 } };
  const body = { type: 'object', required: ['match', 'fault'], additionalProperties: false, properties };
  server.post<{ Body: AskedFault }>('/sandbox/faults', { config, schema: { body } }, async (request) => {
    const { match, ...rule } = request.body;
    faults.add({ match: toPattern(match), ...rule });
    return state();
  });

  server.delete('/sandbox/faults', { config }, async () => {
    faults.clear();
    return state();
  });

  server.get('/sandbox/requests', { config }, async () =>
    requests.map(({ method, url, status }) => ({ method, url, status })),
  );
}

function toPattern(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch {
    throw new Refusal(400, undefined, `match must be a regular expression, but it is ${text}.`);
  }
}
