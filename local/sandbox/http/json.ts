import type { FastifyInstance } from 'fastify';
import { Refusal } from '../refusal.js';

/**
 * Bodies in JSON only: any other type is 415. An empty body is none, for some clients send a JSON type with every
 * DELETE. Answers say `application/json` and nothing more, as the vendor's do.
 */
export function speakJson(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  const parse = server.getDefaultJsonParser('ignore', 'ignore');
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') return done(null, undefined);
    return parse(request, String(body), done);
  });
  server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
    if (body === '') return done(null, undefined);
    return done(new Refusal(415, undefined, 'The body must be JSON.'));
  });
  server.addHook('onSend', async (_request, reply, payload) => {
    const [, type] = /^(application\/(?:[\w.]+\+)?json)\b/.exec(String(reply.getHeader('content-type'))) ?? [];
    if (type) reply.header('content-type', type);
    return payload;
  });
}
