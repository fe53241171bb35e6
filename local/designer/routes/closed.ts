import type { FastifyReply } from 'fastify';

/** Aborts when whoever asked is gone before the answer was given: the page was closed, or asks anew. */
export function closedBefore(reply: FastifyReply): AbortSignal {
  const closed = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) closed.abort(new Error('Nobody waits for the answer any more.'));
  });
  return closed.signal;
}
