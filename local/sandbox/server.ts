import fastify, { type FastifyInstance } from 'fastify';
import { sendRefusal } from './http/answers.js';
import { authenticate } from './http/authentication.js';
import { Faults } from './http/faults.js';
import { addHooks, showExchanges } from './http/hooks.js';
import { failAfter } from './http/injectFaults.js';
import { speakJson } from './http/json.js';
import { NoticeDelivery } from './http/noticeDelivery.js';
import { RateLimits, VENDOR_LIMITS } from './http/rateLimits.js';
import type { Sandbox, SandboxOptions } from './http/sandbox.js';
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
const LONGEST_ID = 10_000;

/** Starts a server that behaves like the Qualtrics endpoints the component uses, as strict as the vendor. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { tenant } = options;
  const server = fastify({
    forceCloseConnections: true,
    routerOptions: { ignoreTrailingSlash: true, ignoreDuplicateSlashes: true, maxParamLength: LONGEST_ID },
    bodyLimit: MAX_BODY_BYTES,
    // Before any route is known: an address that cannot be decoded.
    frameworkErrors: (error, _request, reply) => {
      sendRefusal(reply, new Refusal(error.statusCode ?? 400, undefined, 'The address is not valid.'));
    },
  });
  server.setValidatorCompiler(validatorFor);
  const sandbox = sandboxOf(server, options);
  server.decorateRequest('faults');
  server.decorateRequest('booked');
  server.decorateRequest('isAnsweredByFault', false);
  server.addHook('onRoute', ({ method, url }) => {
    if (method !== 'HEAD') sandbox.routes.push(`${method} ${url.replace(/:(\w+)/g, '{$1}')}`);
  });
  speakJson(server);
  addHooks(server, sandbox, new RateLimits(options.limits ?? VENDOR_LIMITS, tenant.now));
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
  addControlOfResponses(server, tenant, sandbox.notices);
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

function sandboxOf(server: FastifyInstance, { tenant, silence = realSilence }: SandboxOptions): Sandbox {
  const notices = new NoticeDelivery({
    pausesMs: () => tenant.behaviour.noticePausesMs,
    isSubscribed: (subscription) => tenant.events.all.includes(subscription),
  });
  tenant.events.onNotice = (notice) => notices.deliver(notice);
  return {
    url: '',
    tenant,
    faults: new Faults(),
    requests: [],
    routes: [],
    onRequest: undefined,
    notices,
    async close() {
      await notices.close();
      await server.close();
    },
    silence,
  };
}

function realSilence(ms: number): Promise<void> {
  return new Promise((resolve) => {
    if (Number.isFinite(ms)) setTimeout(resolve, ms);
  });
}
