import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import type { BookedRequest } from './brand/records.js';
import type { Tenant } from './brand/tenant.js';
import { sendRefusal } from './http/answers.js';
import { authenticate } from './http/authentication.js';
import { type Fault, Faults } from './http/faults.js';
import { failAfter, failBefore } from './http/injectFaults.js';
import { speakJson } from './http/json.js';
import { NoticeDelivery } from './http/noticeDelivery.js';
import { RateLimits, VENDOR_LIMITS } from './http/rateLimits.js';
import { Refusal } from './refusal.js';
import { addApiRoutes } from './routes/api.js';
import { addControlRoutes } from './routes/control.js';
import { addControlOfContacts } from './routes/controlContacts.js';
import { addControlOfResponses } from './routes/controlResponses.js';
import { addOAuthRoutes } from './routes/oauth.js';

export interface Sandbox {
  readonly url: string;
  readonly tenant: Tenant;
  readonly faults: Faults;
  /** What is posted to who subscribed to events. */
  readonly notices: NoticeDelivery;
  /** The last requests, in order: all of them in any test, not all in a sandbox that runs for days. */
  readonly requests: BookedRequest[];
  /** Called before a request is handled: to change things between two pages. */
  onRequest: ((request: BookedRequest) => void) | undefined;
  /** Lets so many milliseconds pass while a fault holds an answer back; `Infinity` when it never comes. */
  silence: (ms: number) => Promise<void>;
  close(): Promise<void>;
}

export interface SandboxOptions {
  readonly tenant: Tenant;
  readonly port?: number;
  /** Requests a minute by kind; the vendor's by default. */
  readonly limits?: Readonly<Record<string, number>> | undefined;
  /** Sees every request with its answer, as it would be without faults that come after the work. */
  readonly observe?: ((exchange: Exchange) => void) | undefined;
  /** Real time by default. */
  readonly silence?: Sandbox['silence'] | undefined;
}

/** A request and what it is answered. */
export interface Exchange {
  readonly request: BookedRequest;
  readonly status: number;
  readonly contentType: string | undefined;
  /** Absent when it is a file. */
  readonly text: string | undefined;
  /** Whether a fault took the place of the answer. */
  readonly isFault: boolean;
}

declare module 'fastify' {
  interface FastifyRequest {
    faults: readonly Fault[];
    booked: BookedRequest | undefined;
    /** Whether a fault has answered it. */
    isAnsweredByFault: boolean;
  }
  interface FastifyContextConfig {
    /** Kinds of request it counts as, for rate limits. */
    kinds?: readonly string[];
    /** Any of these scopes allows it. */
    scopes?: readonly string[];
    /** True for what is said to the sandbox itself: no fault and no limit, and it is in no book. */
    isControl?: boolean;
  }
}

const MAX_BOOKED = 100_000;

/** Uploads of more than 5 MB are refused (documented). */
const MAX_BODY_BYTES = 5_000_000;

/** Starts a server that behaves like the Qualtrics endpoints the component uses, as strict as the vendor. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { tenant } = options;
  const server = fastify({
    forceCloseConnections: true,
    routerOptions: { ignoreTrailingSlash: true, ignoreDuplicateSlashes: true },
    bodyLimit: MAX_BODY_BYTES,
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false } },
  });
  const limits = new RateLimits(options.limits ?? VENDOR_LIMITS, tenant.now);
  const notices = new NoticeDelivery({
    pausesMs: () => tenant.behaviour.noticePausesMs,
    isSubscribed: (subscription) => tenant.events.all.includes(subscription),
  });
  tenant.events.onNotice = (notice) => notices.deliver(notice);
  const sandbox: Sandbox = {
    url: '',
    tenant,
    faults: new Faults(),
    requests: [],
    onRequest: undefined,
    notices,
    async close() {
      await notices.close();
      await server.close();
    },
    silence: options.silence ?? realSilence,
  };
  server.decorateRequest('faults');
  server.decorateRequest('booked');
  server.decorateRequest('isAnsweredByFault', false);
  speakJson(server);
  addHooks(server, sandbox, limits);
  if (options.observe) showExchanges(server, options.observe);
  server.addHook('onSend', async (request, reply, payload) => failAfter(request, reply, payload, sandbox.silence));
  server.setErrorHandler(async (error: Error & { statusCode?: number }, _request, reply) => {
    if (error instanceof Refusal) return sendRefusal(reply, error);
    return sendRefusal(reply, new Refusal(error.statusCode ?? 500, undefined, error.message));
  });
  server.setNotFoundHandler(async (_request, reply) =>
    sendRefusal(reply, new Refusal(404, undefined, 'The requested resource does not exist.')),
  );
  addControlRoutes(server, sandbox);
  addControlOfContacts(server, tenant);
  addControlOfResponses(server, tenant, notices);
  await server.register(async (oauth) => addOAuthRoutes(oauth, tenant));
  await server.register(
    async (api) => {
      api.addHook('onRequest', async (request) => authenticate(request, tenant));
      addApiRoutes(api, tenant);
    },
    { prefix: '/API/v3' },
  );
  const url = await server.listen({ port: options.port ?? 0, host: '127.0.0.1' });
  return Object.assign(sandbox, { url });
}

function addHooks(server: FastifyInstance, sandbox: Sandbox, limits: RateLimits): void {
  const isControl = (request: FastifyRequest): boolean => request.routeOptions.config?.isControl === true;
  server.addHook('onRequest', async (request, reply) => {
    if (isControl(request)) return;
    book(request, sandbox);
    reply.header('Date', new Date(sandbox.tenant.now()).toUTCString());
    const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
    if (request.method === 'POST' && length === undefined && encoding === undefined) {
      reply.code(411).type('text/html').send('<html><body>Length Required</body></html>');
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

function showExchanges(server: FastifyInstance, observe: (exchange: Exchange) => void): void {
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

function realSilence(ms: number): Promise<void> {
  return new Promise((resolve) => {
    if (Number.isFinite(ms)) setTimeout(resolve, ms);
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
