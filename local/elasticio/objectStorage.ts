import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import fastify from 'fastify';

interface StoredObject {
  readonly path: string;
  readonly size: number;
  readonly contentType: string;
}

export interface ObjectStorage {
  readonly url: string;
  readonly token: string;
  readonly objects: ReadonlyMap<string, StoredObject>;
  /** How many of the next uploads fail with a 500, after the whole body was read. */
  failures: number;
  /** What every upload is answered with, instead of being kept. */
  refusal: { readonly status: number; readonly body: object } | undefined;
  /** Deletes every object. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** The platform's client reads the storage's address once in a process: the next storage gets the same one. */
let lastPort = 0;

/** The platform's object storage on loopback: `POST /objects`, `GET|PUT|DELETE /objects/{id}` with a bearer token. */
export async function startObjectStorage(): Promise<ObjectStorage> {
  const folder = await mkdtemp(join(tmpdir(), 'object-storage-'));
  const objects = new Map<string, StoredObject>();
  const server = fastify({ forceCloseConnections: true, bodyLimit: Number.MAX_SAFE_INTEGER });
  const token = 'local-object-storage-token';
  const storage: ObjectStorage = {
    url: '',
    token,
    objects,
    failures: 0,
    refusal: undefined,
    clear: async () => {
      for (const [id, { path }] of objects) {
        objects.delete(id);
        await rm(path);
      }
    },
    close: async () => {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', async (_request: unknown, payload: Readable) => payload);
  server.addHook('onRequest', async (request, reply) => {
    if (request.headers.authorization !== `Bearer ${token}`) reply.code(401).send({ error: 'Unauthorized' });
  });

  const keep = async (id: string, body: Readable, contentType: string): Promise<void> => {
    const path = join(folder, id);
    await pipeline(body, createWriteStream(path));
    objects.set(id, { path, size: (await stat(path)).size, contentType });
  };
  const typeOf = (headers: { 'content-type'?: string | undefined }) =>
    headers['content-type'] ?? 'application/octet-stream';

  server.post('/objects', async (request, reply) => {
    const id = randomUUID();
    await keep(id, request.body as Readable, typeOf(request.headers));
    if (storage.failures > 0) {
      storage.failures -= 1;
      objects.delete(id);
      return reply.code(500).send({ error: 'The storage was told to fail.' });
    }
    if (storage.refusal) {
      objects.delete(id);
      return reply.code(storage.refusal.status).send(storage.refusal.body);
    }
    return { objectId: id };
  });
  server.put<{ Params: { id: string } }>('/objects/:id', async (request) => {
    await keep(request.params.id, request.body as Readable, typeOf(request.headers));
    return { objectId: request.params.id };
  });
  server.get<{ Params: { id: string } }>('/objects/:id', async (request, reply) => {
    const object = objects.get(request.params.id);
    if (!object) return reply.code(404).send({ error: 'Not found' });
    return reply.type(object.contentType).send(createReadStream(object.path));
  });
  server.delete<{ Params: { id: string } }>('/objects/:id', async (request, reply) => {
    const object = objects.get(request.params.id);
    if (!object) return reply.code(404).send({ error: 'Not found' });
    objects.delete(request.params.id);
    await rm(object.path);
    return reply.code(204).send();
  });
  const url = await server.listen({ port: lastPort, host: '127.0.0.1' });
  lastPort = Number(new URL(url).port);
  return Object.assign(storage, { url });
}
