import type { FastifyInstance } from 'fastify';
import type { Designer } from '../designer.js';
import { stubSample } from '../mapping/stubSample.js';
import type { ConfiguredStep, CredentialChoice, Evaluation, Outcome, Schema, Verification } from '../protocol.js';
import { choicesOf, flatStep, metadataOf, refusalOf } from '../services.js';
import { closedBefore } from './closed.js';

/** What the page asks about a step before it runs: is the credential good, what can be chosen, what goes in and out. */
export function addServiceRoutes(server: FastifyInstance, designer: Designer): void {
  const { credentials, evaluator } = designer;
  const flat = (step: ConfiguredStep) => flatStep(step, (choice) => credentials.resolve(choice));

  server.post<{ Body: { credential: CredentialChoice } }>(
    '/api/verify',
    async (request, reply): Promise<Verification> => {
      const values = credentials.resolve(request.body.credential);
      const reason = await refusalOf(designer, values, closedBefore(reply));
      if (reason !== undefined) return { verified: false, reason };
      return { verified: true, credential: credentials.keep('', values) };
    },
  );

  server.post<{ Body: ConfiguredStep & { model: string } }>('/api/choices', async (request, reply) =>
    choicesOf(designer, flat(request.body), request.body.model, closedBefore(reply)),
  );

  server.post<{ Body: ConfiguredStep }>('/api/metadata', async (request, reply) =>
    metadataOf(designer, flat(request.body), closedBefore(reply)),
  );

  server.post<{ Body: Evaluation }>('/api/evaluate', async (request) => evaluator.evaluate(request.body));

  server.post<{ Body: { schema: Schema } }>('/api/stub', async (request): Promise<Outcome<unknown>> => {
    try {
      return { kind: 'done', value: await stubSample(request.body.schema) };
    } catch (error) {
      return { kind: 'failed', message: (error as Error).message };
    }
  });
}
