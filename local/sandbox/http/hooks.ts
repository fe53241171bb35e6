import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { BookedRequest } from '../brand/records.js';
import { Refusal } from '../refusal.js';
import { failBefore } from './injectFaults.js';

const MAX_BOOKED = 100_000;

/** Books every request, lets it meet its faults, and counts it for the rate limits. */
export function addHooks(server: FastifyInstance): void {
  const isControl = (request: FastifyRequest): boolean => request.routeOptions.config?.isControl === true;
  server.addHook('onRequest', async (request, reply) => {
    if (isControl(request)) return;
    book(request);
    reply.header('Date', new Date(request.tenant.now()).toUTCString());
    const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
    if (request.method === 'POST' && length === undefined && encoding === undefined) {
      return reply.code(411).type('text/html').send('<html><body>Length Required</body></html>');
    }
  });
  server.addHook('preHandler', async (request, reply) => {
    if (isControl(request)) return;
    const { sandbox } = request;
    const booked = request.booked ?? book(request);
    booked.body = request.body;
    sandbox.onRequest?.(booked);
    request.faults = sandbox.faults.take(`${request.method} ${request.url}`);
    if (await failBefore(request, reply)) return reply;
    const waitSeconds = sandbox.limits.count(['all', ...(request.routeOptions.config.kinds ?? [])]);
    if (waitSeconds !== undefined) {
      reply.header('Retry-After', String(waitSeconds));
      throw new Refusal(429, undefined, 'Too many requests.');
    }
  });
  server.addHook('onResponse', async (request, reply) => {
    if (request.booked) request.booked.status = reply.statusCode;
  });
}

/** Shows every request with its answer, as it is before faults that come after the work. */
export function showExchanges(server: FastifyInstance): void {
  server.addHook('onSend', async (request, reply, payload) => {
    if (request.booked) {
      request.sandbox.observe?.({
        request: request.booked,
        status: reply.statusCode,
        contentType: reply.getHeader('content-type')?.toString(),
        text: typeof payload === 'string' ? payload : undefined,
        isFault: request.isAnsweredByFault,
      });
    }
    return payload;
  });
}

function book(request: FastifyRequest): BookedRequest {
  const { method, url, headers } = request;
  const path = plainPath(url);
  request.booked = { method, url, path, headers, body: undefined, status: undefined };
  const { requests } = request.sandbox;
  requests.push(request.booked);
  if (requests.length > MAX_BOOKED) requests.splice(0, MAX_BOOKED / 2);
  return request.booked;
}

/** Without query, double slashes and a slash at the end, which mean nothing. */
function plainPath(url: string): string {
  const path = (url.split('?')[0] ?? '').replace(/\/{2,}/g, '/');
  return path.length > 1 ? path.replace(/\/$/, '') : path;
}
