import type { FastifyRequest } from 'fastify';
import { Refusal } from '../refusal.js';

/** Who is asking: `Authorization: Bearer …` (in any case) or `X-API-TOKEN`. Throws Refusal as the vendor words it. */
export function authenticate(request: FastifyRequest): void {
  const { tenant } = request;
  const { authorization, 'x-api-token': apiToken } = request.headers;
  if (apiToken !== undefined) {
    if (apiToken !== tenant.apiToken) throw new Refusal(401, 'DCD_7', 'Unrecognized X-API-TOKEN.', '');
    return;
  }
  if (authorization === undefined) {
    throw new Refusal(400, 'ATP_2', 'Expected authorization in headers, but none provided.');
  }
  const token = /^bearer (\S+)$/i.exec(authorization)?.[1];
  const scopes = token === undefined ? undefined : tenant.tokens.scopesOf(token);
  if (!scopes) throw new Refusal(401, 'AUTH_6.0', 'The access token is unknown or has expired.');
  const needed = request.routeOptions.config.scopes ?? [];
  const isAllowed =
    needed.length === 0 || scopes.includes('manage:all') || needed.some((scope) => scopes.includes(scope));
  if (!isAllowed) throw new Refusal(403, 'SCD_2', 'You do not have permission for this operation.');
}
