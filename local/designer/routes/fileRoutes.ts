import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { Designer } from '../designer.js';
import type { StoredFile } from '../protocol.js';

type Named = { Querystring: { name?: string } };

/** Files of messages: those that a step put into the storage go out, those to come with a message go in, in pieces. */
export function addFileRoutes(server: FastifyInstance, { platform }: Designer): void {
  const { storage } = platform;

  server.get<Named & { Params: { id: string } }>('/api/files/:id', async (request, reply) => {
    const file = storage.objects.get(request.params.id);
    if (!file) return reply.code(404).send({ message: 'The file is no longer in the storage.' });
    const name = encodeURIComponent(request.query.name ?? 'file');
    reply.header('Content-Disposition', `attachment; filename*=UTF-8''${name}`);
    return reply.type(file.contentType).send(createReadStream(file.path));
  });

  void server.register(async (uploads) => {
    uploads.removeAllContentTypeParsers();
    uploads.addContentTypeParser('*', async (_request: unknown, content: Readable) => content);
    const options = { bodyLimit: Number.MAX_SAFE_INTEGER };
    uploads.post<Named & { Body: Readable }>('/api/files', options, async (request): Promise<StoredFile> => {
      const contentType = request.headers['content-type'] ?? 'application/octet-stream';
      const { url, size = 0 } = await storage.add(request.body, contentType);
      return { id: idOf(url), name: request.query.name ?? 'file', contentType, size };
    });
  });
}

/** The id of an object by its address in the storage. */
function idOf(address: string): string {
  return new URL(address).pathname.split('/').at(-1) ?? '';
}
