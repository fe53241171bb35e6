import type { FastifyInstance } from 'fastify';
import { HOSTILE_ROWS } from '../brand/exports/hostileRows.js';
import type { BookedRequest } from '../brand/records.js';
import type { Behaviour, Tenant } from '../brand/tenant.js';
import type { Fault, Faults } from '../http/faults.js';
import { Refusal } from '../refusal.js';

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

const MILLISECONDS = { type: 'integer', minimum: 0 };
const SHARE = { type: 'number', minimum: 0, maximum: 1 };
const WHEN = { enum: ['before', 'after'] };

const BEHAVIOUR = {
  indexLagMs: MILLISECONDS,
  readLagMs: MILLISECONDS,
  loosePhones: { type: 'boolean' },
  tellsMilliseconds: { type: 'boolean' },
  tokenLifetimeSeconds: { type: 'integer', minimum: 1 },
  insistsOnScope: { type: 'boolean' },
  scopes: { type: 'array', items: { type: 'string' } },
  responseLagMs: MILLISECONDS,
  exportLagMs: MILLISECONDS,
  exportChecks: { type: 'integer', minimum: 0 },
  exportStatus: { type: 'string', nullable: true },
  exportVanishes: { enum: ['status', 'file', null] },
  rowsPerExportFile: { type: 'integer', minimum: 1 },
  hostileRows: { type: 'array', items: { enum: HOSTILE_ROWS } },
  lastModifiedBeside: { type: 'boolean' },
  linkLagMs: MILLISECONDS,
  linkLagShare: SHARE,
  missingLinksShare: SHARE,
  isBrandAdministrator: { type: 'boolean' },
  noticePausesMs: { type: 'array', items: MILLISECONDS },
} satisfies Partial<Record<keyof Behaviour, object>>;

/** Properties of a fault that may be left out. */
const OPTIONAL = ['retryAfter', 'html'];

/** Each kind of fault with its own properties: `Fault` as a JSON schema. */
const FAULT = {
  oneOf: [
    faultOf('status', {
      status: { type: 'integer', minimum: 200, maximum: 599 },
      when: WHEN,
      retryAfter: { type: 'string' },
      html: { type: 'boolean' },
    }),
    faultOf('drop', { when: WHEN }),
    faultOf('stall', {}),
    faultOf('truncate', {}),
    faultOf('slow', { pauseMs: MILLISECONDS }),
    faultOf('latency', { ms: MILLISECONDS }),
    faultOf('slide', {}),
    faultOf('revokeTokens', {}),
  ],
};

function toPattern(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch {
    throw new Refusal(400, undefined, `match must be a regular expression, but it is ${text}.`);
  }
}

function faultOf(kind: Fault['kind'], properties: Record<string, object>): object {
  const required = ['kind', ...Object.keys(properties).filter((name) => !OPTIONAL.includes(name))];
  return {
    type: 'object',
    required,
    additionalProperties: false,
    properties: { kind: { const: kind }, ...properties },
  };
}

/** `GET /sandbox`, `PATCH /sandbox/behaviour`, `POST|DELETE /sandbox/faults`, `GET /sandbox/requests`. */
export function addControlRoutes(server: FastifyInstance, { tenant, faults, requests }: Controlled): void {
  const config = { isControl: true };
  const state = () => ({ behaviour: tenant.behaviour, faults: faults.planned(), requests: requests.length });

  server.get('/sandbox', { config }, async () => state());

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
