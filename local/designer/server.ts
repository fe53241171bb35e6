import fastify from 'fastify';
import type { Designer } from './designer.js';
import { addGuard, isOfApi } from './guard.js';
import { addFileRoutes } from './routes/fileRoutes.js';
import { addPageRoutes } from './routes/pageRoutes.js';
import { addRunRoutes } from './routes/runRoutes.js';
import { addSandboxRoutes } from './routes/sandboxRoutes.js';
import { addServiceRoutes } from './routes/serviceRoutes.js';
import { Runs } from './run/runs.js';

export interface DesignerServer {
  readonly url: string;
  /** Ends everything that it started. */
  close(): Promise<void>;
}

/** A sample may be pasted that is as large as a message may be. */
const BODY_LIMIT_BYTES = 10 * 2 ** 20;

/** Serves the designer's page on loopback, at a port of its own choice when `port` is 0. */
export async function startDesigner(designer: Designer, port: number): Promise<DesignerServer> {
  const server = fastify({ forceCloseConnections: true, bodyLimit: BODY_LIMIT_BYTES });
  // Text and forms, which other pages can send without being asked for leave, are not understood.
  server.removeContentTypeParser('text/plain');
  const guard = addGuard(server);
  const runs = new Runs(designer);
  server.setErrorHandler(async (error: Error & { statusCode?: number }, _request, reply) =>
    reply.code(error.statusCode ?? 500).send({ message: designer.credentials.redact(error.message) }),
  );
  // Answers may repeat what a component says, and a component may repeat a secret.
  server.addHook('onSend', async (request, _reply, payload) =>
    typeof payload === 'string' && isOfApi(request) ? designer.credentials.redact(payload) : payload,
  );
  addPageRoutes(server, designer, guard);
  addServiceRoutes(server, designer);
  addRunRoutes(server, designer, runs);
  addFileRoutes(server, designer);
  addSandboxRoutes(server, designer);
  const url = await server.listen({ port, host: '127.0.0.1' });
  guard.listen(Number(new URL(url).port));
  return {
    url,
    async close() {
      await runs.close();
      await server.close();
    },
  };
}
