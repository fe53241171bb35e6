import { randomBytes } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { COMPONENT_PATH } from '../../elasticio/componentPath.js';
import type { Designer } from '../designer.js';
import type { Guard } from '../guard.js';

const NONCE_BYTES = 16;

/** For a component without a logo. */
const NO_LOGO =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 28 28"><rect x="2" y="2" width="24" height="24" rx="4" fill="#8a94a3"/></svg>';

/** What the page may load: its own files, and styles that the editor adds. */
function policy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** `GET /`: the page, with the cookie that opens the rest; its scripts and style; the component's logo. */
export function addPageRoutes(server: FastifyInstance, designer: Designer, guard: Guard): void {
  const { bundle, manifest, target, componentPath, firstCredential } = designer;

  server.get('/', async (_request, reply) => {
    const nonce = randomBytes(NONCE_BYTES).toString('base64');
    reply.header('Set-Cookie', guard.cookie()).header('Content-Security-Policy', policy(nonce)).type('text/html');
    const componentFolder = componentPath === COMPONENT_PATH ? undefined : componentPath;
    return bundle.html({ component: manifest, target, credential: firstCredential, componentFolder }, nonce);
  });

  server.get('/logo.png', async (_request, reply) => {
    const path = resolve(componentPath, 'logo.png');
    if (!existsSync(path)) return reply.type('image/svg+xml').send(NO_LOGO);
    return reply.type('image/png').send(createReadStream(path));
  });

  server.get<{ Params: { file: string } }>('/:file', async (request, reply) => {
    const file = bundle.files.get(request.params.file);
    if (!file) return reply.code(404).send({ message: 'There is no such file.' });
    return reply.type(file.type).send(file.text);
  });
}
