import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import type { Attachment } from './messageCodec.js';
import { takenAs, type UploadManner } from './uploadManner.js';

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
  /** How uploads are taken. */
  manner: UploadManner;
  /** Puts a file in, as another step would have; gives it as a message's attachment. */
  add(content: Readable, contentType: string): Promise<Attachment>;
  /** Deletes every object. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

export interface ObjectStorageOptions {
  /** Lets so many milliseconds pass where the manner asks for it, real time by default; `Infinity`: for ever. */
  readonly silence?: (ms: number) => Promise<void>;
}

const TOKEN = 'local-object-storage-token';

/**
 * The platform's object storage on loopback: `POST /objects`, `GET|PUT|DELETE /objects/{id}` with a bearer token.
 * Objects lie in temporary files and go in and out in pieces, however large they are.
 */
export async function startObjectStorage({ silence = realSilence }: ObjectStorageOptions = {}): Promise<ObjectStorage> {
  const folder = await mkdtemp(join(tmpdir(), 'object-storage-'));
  const objects = new Map<string, StoredObject>();
  const server = fastify({ forceCloseConnections: true, bodyLimit: Number.MAX_SAFE_INTEGER });
  const remove = async (id: string): Promise<void> => {
    objects.delete(id);
    await rm(join(folder, id), { force: true });
  };
  const keep = async (id: string, body: Readable, contentType: string): Promise<StoredObject> => {
    const path = join(folder, id);
    try {
      await pipeline(body, createWriteStream(path));
    } catch (error) {
      await remove(id);
      throw error;
    }
    const object = { path, size: (await stat(path)).size, contentType };
    objects.set(id, object);
    return object;
  };
  const storage: ObjectStorage = {
    url: '',
    token: TOKEN,
    objects,
    failures: 0,
    refusal: undefined,
    manner: { kind: 'prompt' },
    async add(content, contentType) {
      const id = randomUUID();
      const { size } = await keep(id, content, contentType);
      return { url: `${storage.url}/objects/${id}?storage_type=maester`, size, 'content-type': contentType };
    },
    clear: async () => {
      for (const id of objects.keys()) await remove(id);
    },
    close: async () => {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
  const upload = (id: string, request: FastifyRequest): Promise<StoredObject> => {
    const contentType = request.headers['content-type'] ?? 'application/octet-stream';
    return keep(id, takenAs(storage.manner, request.body as Readable, request.raw.socket, silence), contentType);
  };
  addObjectRoutes(server, storage, upload, remove);
  const url = await server.listen({ port: 0, host: '127.0.0.1' });
  return Object.assign(storage, { url });
}

function addObjectRoutes(
  server: FastifyInstance,
  storage: ObjectStorage,
  upload: (id: string, request: FastifyRequest) => Promise<StoredObject>,
  remove: (id: string) => Promise<void>,
): void {
  type One = { Params: { id: string } };
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', async (_request: unknown, payload: Readable) => payload);
  server.addHook('onRequest', async (request, reply) => {
    if (request.headers.authorization !== `Bearer ${storage.token}`) reply.code(401).send({ error: 'Unauthorized' });
  });
  server.post('/objects', async (request, reply) => {
    const id = randomUUID();
    await upload(id, request);
    if (storage.failures === 0 && !storage.refusal) return { objectId: id };
    await remove(id);
    if (storage.failures === 0) return reply.code(storage.refusal?.status ?? 500).send(storage.refusal?.body);
    storage.failures -= 1;
    return reply.code(500).send({ error: 'The storage was told to fail.' });
  });
  server.put<One>('/objects/:id', async (request) => {
    await upload(request.params.id, request);
    return { objectId: request.params.id };
  });
  server.get<One>('/objects/:id', async (request, reply) => {
    const object = storage.objects.get(request.params.id);
    if (!object) return reply.code(404).send({ error: 'Not found' });
    return reply.type(object.contentType).header('content-length', object.size).send(createReadStream(object.path));
  });
  server.delete<One>('/objects/:id', async (request, reply) => {
    if (!storage.objects.has(request.params.id)) return reply.code(404).send({ error: 'Not found' });
    await remove(request.params.id);
    return reply.code(204).send();
  });
}

function realSilence(ms: number): Promise<void> {
  return new Promise((resolve) => {
    if (Number.isFinite(ms)) setTimeout(resolve, ms);
  });
}
