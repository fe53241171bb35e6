import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { once as onlyOnce } from 'lodash';
import { sendRefusal } from './http/answers.js';
import { authenticate } from './http/authentication.js';
import { Faults } from './http/faults.js';
import { addHooks, showExchanges } from './http/hooks.js';
import { failAfter } from './http/injectFaults.js';
import { speakJson } from './http/json.js';
import { NoticeDelivery } from './http/noticeDelivery.js';
import { RateLimits, VENDOR_LIMITS } from './http/rateLimits.js';
import type { Sandbox, SandboxOptions, ServedSandbox } from './http/sandbox.js';
import { validatorFor } from './http/validators.js';
import { Refusal } from './refusal.js';
import { addApiRoutes } from './routes/api.js';
import { addControlRoutes } from './routes/control.js';
import { addControlOfContacts } from './routes/controlContacts.js';
import { addControlOfResponses } from './routes/controlResponses.js';
import { addOAuthRoutes } from './routes/oauth.js';

export type { Exchange, Sandbox, SandboxOptions } from './http/sandbox.js';

/** Uploads of more than 5 MB are refused (documented). */
const MAX_BODY_BYTES = 5_000_000;

/** An id is unknown rather than too long. */
const MAX_ID_LENGTH = 10_000;

/** Which sandbox was asked, for each request on its way. */
const sandboxes = new WeakMap<IncomingMessage, ServedSandbox>();

/** Starts a server that behaves like the Qualtrics endpoints the component uses, as strict as the vendor. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { server: api, routes } = await sharedRoutes();
  const server = createServer({ requestTimeout: 0, keepAliveTimeout: 72_000 }, (request, response) => {
    sandboxes.set(request, sandbox);
    api.routing(request, response);
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const sandbox = sandboxOn(server, options, routes);
  return sandbox;
}

/** All sandboxes of a process have the same routes, and building them takes many times as long as the rest of a start. */
const sharedRoutes = onlyOnce(async () => {
  const server = fastify({
    routerOptions: { ignoreTrailingSlash: true, ignoreDuplicateSlashes: true, maxParamLength: MAX_ID_LENGTH },
    bodyLimit: MAX_BODY_BYTES,
    // Before any route is known: an address that cannot be decoded.
    frameworkErrors: (error, _request, reply) => {
      sendRefusal(reply, new Refusal(error.statusCode ?? 400, undefined, 'The address is not valid.'));
    },
  });
  server.setValidatorCompiler(validatorFor);
  const routes: string[] = [];
  server.addHook('onRoute', ({ method, url }) => {
    if (method !== 'HEAD') routes.push(`${method} ${url.replace(/:(\w+)/g, '{$1}')}`);
  });
  addSandboxOf(server);
  speakJson(server);
  addHooks(server);
  showExchanges(server);
  server.addHook('onSend', failAfter);
  server.setErrorHandler(async (error: Error & { statusCode?: number }, _request, reply) => {
    if (error instanceof Refusal) return sendRefusal(reply, error);
    return sendRefusal(reply, new Refusal(error.statusCode ?? 500, undefined, error.message));
  });
  server.setNotFoundHandler(async (_request, reply) =>
    sendRefusal(reply, new Refusal(404, undefined, 'The requested resource does not exist.')),
  );
  addControlRoutes(server);
  addControlOfContacts(server);
  addControlOfResponses(server);
  await server.register(addOAuthRoutes);
  await server.register(
    async (api) => {
      api.addHook('onRequest', async (request) => authenticate(request));
      addApiRoutes(api);
    },
    { prefix: '/API/v3' },
  );
  await server.ready();
  return { server, routes };
});

/** Gives each request the sandbox that was asked, and its brand. */
function addSandboxOf(server: FastifyInstance): void {
  server.decorateRequest('sandbox', {
    getter(this: FastifyRequest): ServedSandbox {
      const sandbox = sandboxes.get(this.raw);
      if (!sandbox) throw new Error('The request came by no sandbox.');
      return sandbox;
    },
  });
  server.decorateRequest('tenant', {
    getter(this: FastifyRequest) {
      return this.sandbox.tenant;
    },
  });
  server.decorateRequest('faults');
  server.decorateRequest('booked');
  server.decorateRequest('isAnsweredByFault', false);
}

function sandboxOn(server: Server, options: SandboxOptions, routes: readonly string[]): ServedSandbox {
  const { tenant, limits = VENDOR_LIMITS, silence = realSilence, observe } = options;
  const notices = new NoticeDelivery({
    pausesMs: () => tenant.behaviour.noticePausesMs,
    isSubscribed: (subscription) => tenant.events.all.includes(subscription),
  });
  tenant.events.onNotice = (notice) => notices.deliver(notice);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tenant,
    faults: new Faults(),
    requests: [],
    routes,
    onRequest: undefined,
    notices,
    async close() {
      await notices.close();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
    silence,
    limits: new RateLimits(limits, tenant.now),
    observe,
  };
}

function realSilence(ms: number): Promise<void> {
  return new Promise((resolve) => {
    if (Number.isFinite(ms)) setTimeout(resolve, ms);
  });
}
