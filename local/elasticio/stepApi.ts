import { randomUUID } from 'node:crypto';
import fastify, { type FastifyInstance } from 'fastify';

/** A step of a flow as the platform's API describes it to the sailor. */
export interface StepDescription {
  readonly id: string;
  readonly function: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Replaced by each snapshot that the step emits. */
  snapshot: unknown;
}

export interface StepApi {
  readonly url: string;
  readonly steps: Map<string, StepDescription>;
  /** What steps wrote into credentials: account id → keys. */
  readonly accounts: Map<string, unknown>;
  /** Whether writing credentials fails. */
  accountsFail: boolean;
  /** What the hook `startup` gave, for `shutdown`: flow id → state. Kept for a flow, not for a step. */
  readonly startupStates: Map<string, unknown>;
  /** An address for the result of one service call of the UI, and what is posted there. Forget it when it is over. */
  expectResult(): { readonly url: string; readonly result: Promise<unknown>; forget(): void };
  close(): Promise<void>;
}

/** With these the sailor calls the API. */
export const API_USER = { name: 'local', key: 'local-api-key' } as const;

const AUTHORIZATION = `Basic ${Buffer.from(`${API_USER.name}:${API_USER.key}`).toString('base64')}`;

/** The part of the platform's API that the sailor calls, on loopback. */
export async function startStepApi(): Promise<StepApi> {
  const server = fastify({ forceCloseConnections: true });
  const steps = new Map<string, StepDescription>();
  const accounts = new Map<string, unknown>();
  const waiting = new Map<string, (result: unknown) => void>();
  const api: StepApi = {
    url: '',
    steps,
    accounts,
    accountsFail: false,
    startupStates: new Map(),
    expectResult: () => {
      const id = randomUUID();
      const result = new Promise<unknown>((resolve) => waiting.set(id, resolve));
      return { url: `${api.url}/results/${id}`, result, forget: () => void waiting.delete(id) };
    },
    close: () => server.close(),
  };
  server.addHook('onRequest', async (request, reply) => {
    if (request.url.startsWith('/results/') || request.headers.authorization === AUTHORIZATION) return;
    reply.code(401).send({ error: 'Unauthorized' });
  });
  server.get<{ Params: { flow: string; step: string } }>('/v1/tasks/:flow/steps/:step', async (request, reply) => {
    const step = steps.get(request.params.step);
    if (!step) return reply.code(404).send({ error: 'No such step' });
    return { ...step, comp_id: 'qualtrics', variables: {}, is_passthrough: false };
  });
  server.put<{ Params: { id: string } }>('/v1/accounts/:id', async (request, reply) => {
    if (api.accountsFail) return reply.code(403).send({ error: 'Forbidden' });
    accounts.set(request.params.id, request.body);
    return {};
  });
  server.post<{ Params: { id: string } }>('/results/:id', async (request) => {
    waiting.get(request.params.id)?.(request.body);
    return {};
  });
  serveStartupStates(server, api.startupStates);
  const url = await server.listen({ port: 0, host: '127.0.0.1' });
  return Object.assign(api, { url });
}

/** Where the sailor keeps what `startup` gave: a state that exists is not overwritten (409), none is a 404. */
function serveStartupStates(server: FastifyInstance, states: Map<string, unknown>): void {
  const path = '/sailor-support/hooks/task/:flow/startup/data';
  type Route = { Params: { flow: string } };
  server.post<Route>(path, async ({ params, body }, reply) => {
    if (states.has(params.flow)) return reply.code(409).send({ error: 'Startup data exists already' });
    states.set(params.flow, body ?? null);
    return reply.code(201).send(body ?? null);
  });
  server.get<Route>(path, async ({ params }, reply) => {
    if (!states.has(params.flow)) return reply.code(404).send({ error: 'No startup data' });
    return reply.send(states.get(params.flow));
  });
  server.delete<Route>(path, async ({ params }, reply) => {
    const isThere = states.delete(params.flow);
    return isThere ? reply.code(204).send() : reply.code(404).send({ error: 'No startup data' });
  });
}
