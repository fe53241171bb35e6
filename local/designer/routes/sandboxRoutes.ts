import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Designer } from '../designer.js';
import type { SandboxState } from '../protocol.js';
import { doInSandbox } from '../sandbox/deeds.js';
import { changeSandbox, sandboxState } from '../sandbox/sandboxPanel.js';

/** What the sandbox holds and how it behaves; only where steps run against one. */
export function addSandboxRoutes(server: FastifyInstance, { sandboxUrl }: Designer): void {
  const none = (reply: FastifyReply) => reply.code(404).send({ message: 'Steps do not run against a sandbox.' });

  server.get(
    '/api/sandbox',
    async (_request, reply): Promise<SandboxState | FastifyReply> =>
      sandboxUrl === undefined ? none(reply) : sandboxState(sandboxUrl),
  );

  server.patch<{ Body: { id: string; value: unknown } }>(
    '/api/sandbox',
    async (request, reply): Promise<SandboxState | FastifyReply> => {
      if (sandboxUrl === undefined) return none(reply);
      await changeSandbox(sandboxUrl, request.body.id, request.body.value);
      return sandboxState(sandboxUrl);
    },
  );

  server.post<{ Params: { deed: string }; Body: { choice: string } }>(
    '/api/sandbox/:deed',
    async (request, reply): Promise<SandboxState | FastifyReply> => {
      if (sandboxUrl === undefined) return none(reply);
      await doInSandbox(sandboxUrl, request.params.deed, request.body.choice);
      return sandboxState(sandboxUrl);
    },
  );
}
