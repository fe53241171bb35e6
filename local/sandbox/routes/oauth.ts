import formbody from '@fastify/formbody';
import multipart from '@fastify/multipart';
import type { FastifyInstance } from 'fastify';

interface TokenRequest {
  grant_type?: string;
  scope?: string;
  client_id?: string;
  client_secret?: string;
}

/**
 * `POST /oauth2/token`, in every form seen in public code: client as Basic or in the body, scope in the body, in the
 * query or not at all, body urlencoded or multipart.
 */
export async function addOAuthRoutes(server: FastifyInstance): Promise<void> {
  server.removeAllContentTypeParsers();
  await server.register(formbody);
  await server.register(multipart, { attachFieldsToBody: 'keyValues' });
  server.post<{ Body?: TokenRequest; Querystring: TokenRequest }>('/oauth2/token', async (request, reply) => {
    const body = request.body ?? {};
    const refuse = (status: number, error: string, error_description: string) =>
      reply.code(status).send({ error, error_description });
    const client = basicClient(request.headers.authorization) ?? [body.client_id, body.client_secret];
    if (client[0] !== request.tenant.clientId || client[1] !== request.tenant.clientSecret) {
      return refuse(401, 'invalid_client', 'Client authentication failed.');
    }
    const grant = body.grant_type ?? request.query.grant_type;
    if (grant === undefined) return refuse(400, 'invalid_request', 'grant_type is missing.');
    if (grant !== 'client_credentials') return refuse(400, 'unsupported_grant_type', 'Only client_credentials.');
    const asked = (body.scope ?? request.query.scope ?? '').split(' ').filter(Boolean);
    const { scopes, insistsOnScope, tokenLifetimeSeconds } = request.tenant.behaviour;
    const isTooMuch = asked.some((scope) => !scopes.includes(scope) && !scopes.includes('manage:all'));
    if (isTooMuch || (insistsOnScope && asked.length === 0)) {
      return refuse(400, 'invalid_scope', 'The requested scope is invalid.');
    }
    const granted = asked.length > 0 ? asked : scopes;
    return {
      access_token: request.tenant.tokens.issue(tokenLifetimeSeconds, granted),
      token_type: 'Bearer',
      expires_in: tokenLifetimeSeconds,
      scope: granted.join(' '),
    };
  });
}

function basicClient(authorization: string | undefined): [string, string] | undefined {
  const encoded = /^basic (\S+)$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const [id = '', ...secret] = Buffer.from(encoded, 'base64').toString().split(':');
  return [id, secret.join(':')];
}
