import { randomUUID } from 'node:crypto';
import formBody from '@fastify/formbody';
import fastify, { type FastifyRequest } from 'fastify';

/** What the gateway makes of a request: the message that the step gets. */
export interface WebhookMessage {
  /** JSON as parsed, a form as an object of strings; the query's parameters for GET. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly method: string;
  /** Path and query as asked for. */
  readonly url: string;
  /** What follows the flow's own path, `/` when nothing does. */
  readonly additionalUrlPath: string;
}

/** The platform's public entrance for webhooks, on loopback: `GET|POST /hook/{flow id}`. */
export interface WebhookGateway {
  /** The address of a flow, which its step finds in `ELASTICIO_FLOW_WEBHOOK_URI`. */
  addressOf(flowId: string): string;
  /** The flow is started: each request becomes a message that is handed to `take` before the answer is given. */
  open(flowId: string, take: (message: WebhookMessage) => Promise<void>): void;
  /** The flow is stopped: its address answers 404. */
  stop(flowId: string): void;
  close(): Promise<void>;
}

/** As large as a message may be. */
const BODY_LIMIT_BYTES = 10 * 2 ** 20;

type Request = FastifyRequest<{ Params: { flow: string; '*'?: string }; Querystring: Record<string, unknown> }>;

/** Starts a gateway that knows no flow yet. */
export async function startWebhookGateway(): Promise<WebhookGateway> {
  const flows = new Map<string, (message: WebhookMessage) => Promise<void>>();
  const server = fastify({ forceCloseConnections: true, bodyLimit: BODY_LIMIT_BYTES, exposeHeadRoutes: false });
  server.removeContentTypeParser('text/plain');
  await server.register(formBody, { parser: (text) => Object.fromEntries(new URLSearchParams(text)) });
  for (const url of ['/hook/:flow', '/hook/:flow/*']) {
    server.route<{ Params: Request['params']; Querystring: Request['query'] }>({
      method: ['GET', 'POST'],
      url,
      async handler(request, reply) {
        const take = flows.get(request.params.flow);
        if (!take) return reply.code(404).send({ error: 'The flow is not running.' });
        await take(toMessage(request));
        return { requestId: randomUUID(), message: 'thank you' };
      },
    });
  }
  const address = await server.listen({ port: 0, host: '127.0.0.1' });
  return {
    addressOf: (flowId) => `${address}/hook/${flowId}`,
    open: (flowId, take) => void flows.set(flowId, take),
    stop: (flowId) => void flows.delete(flowId),
    close: () => server.close(),
  };
}

function toMessage({ body, headers, query, method, url, params }: Request): WebhookMessage {
  const sent = (method === 'GET' ? query : body) ?? {};
  return {
    body: sent as Record<string, unknown>,
    headers: { ...headers },
    query: { ...query },
    method,
    url,
    additionalUrlPath: `/${params['*'] ?? ''}`,
  };
}
