import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { BookedRequest } from '../brand/records.js';
import { Refusal } from '../refusal.js';
import { failBefore } from './injectFaults.js';
import type { RateLimits } from './rateLimits.js';
import type { Exchange, Sandbox } from './sandbox.js';

const MAX_BOOKED = 100_000;

/** Books every request, lets it meet its faults, and counts it for the rate limits. */
export function addHooks(server: FastifyInstance, sandbox: Sandbox, limits: RateLimits): void {
  const isControl = (request: FastifyRequest): boolean => request.routeOptions.config?.isControl === true;
  server.addHook('onRequest', async (request, reply) => {
    if (isControl(request)) return;
    book(request, sandbox);
    reply.header('Date', new Date(sandbox.tenant.now()).toUTCString());
    const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
    if (request.method === 'POST' && length === undefined && encoding === undefined) {
      return reply.code(411).type('text/html').send('<html><body>Length Required</body></html>');
    }
  });
  server.addHook('preHandler', async (request, reply) => {
    if (isControl(request)) return;
    const booked = request.booked ?? book(request, sandbox);
    booked.body = request.body;
    sandbox.onRequest?.(booked);
    request.faults = sandbox.faults.take(`${request.method} ${request.url}`);
    if (await failBefore(request, reply, sandbox)) return reply;
    const waitSeconds = limits.count(['all', ...(request.routeOptions.config.kinds ?? [])]);
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
export function showExchanges(server: FastifyInstance, observe: (exchange: Exchange) => void): void {
  server.addHook('onSend', async (request, reply, payload) => {
    if (request.booked) {
      observe({
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

function book(request: FastifyRequest, sandbox: Sandbox): BookedRequest {
  const { method, url, headers } = request;
  const path = plainPath(url);
  request.booked = { method, url, path, headers, body: undefined, status: undefined };
  sandbox.requests.push(request.booked);
  if (sandbox.requests.length > MAX_BOOKED) sandbox.requests.splice(0, MAX_BOOKED / 2);
  return request.booked;
}

/** Without query, double slashes and a slash at the end, which mean nothing. */
function plainPath(url: string): string {
  const path = (url.split('?')[0] ?? '').replace(/\/{2,}/g, '/');
  return path.length > 1 ? path.replace(/\/$/, '') : path;
}
