import fastify from 'fastify';

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
  /** The next result that a service call of the UI posts. */
  nextResult(): Promise<unknown>;
  readonly resultUrl: string;
  close(): Promise<void>;
}

/** The part of the platform's API that the sailor calls, on loopback. */
export async function startStepApi(): Promise<StepApi> {
  const server = fastify({ forceCloseConnections: true });
  const steps = new Map<string, StepDescription>();
  const accounts = new Map<string, unknown>();
  const waiting: ((result: unknown) => void)[] = [];
  const api: StepApi = {
    url: '',
    resultUrl: '',
    steps,
    accounts,
    accountsFail: false,
    nextResult: () => new Promise((resolve) => waiting.push(resolve)),
    close: () => server.close(),
  };
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
  server.post('/results', async (request) => {
    waiting.shift()?.(request.body);
    return {};
  });
  const url = await server.listen({ port: 0, host: '127.0.0.1' });
  return Object.assign(api, { url, resultUrl: `${url}/results` });
}
