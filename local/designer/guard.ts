import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Lets in nobody but the page that this server gave out: no other page of the browser, no other name for this machine. */
export interface Guard {
  /** The cookie that the page gets, which scripts cannot read. */
  readonly cookie: () => string;
  /** To be called when the port is known. */
  readonly listen: (port: number) => void;
}

const TOKEN_BYTES = 32;
const HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
} as const;

/**
 * Guards a server on loopback. Every request must name it by its own address (`Host`), so that no other name can be
 * made to point here; a request that a page made must come from this page (`Origin`, `Sec-Fetch-Site`); and `/api` is
 * open only to the cookie of this start.
 */
export function addGuard(server: FastifyInstance): Guard {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  let port = 0;
  const cookieName = (): string => `designer-${port}`;
  server.addHook('onRequest', async (request, reply) => {
    reply.headers(HEADERS);
    if (mayHaveOpener(request)) reply.header('Cross-Origin-Opener-Policy', 'same-origin');
    const refusal = refusalOf(request, [`127.0.0.1:${port}`, `localhost:${port}`]);
    if (refusal) return refuse(reply, 403, refusal);
    if (!isOfApi(request)) return;
    if (request.headers['sec-fetch-site'] === 'cross-site' || request.headers['sec-fetch-site'] === 'same-site') {
      return refuse(reply, 403, 'Only the page of the designer may ask.');
    }
    if (!hasToken(request, cookieName(), token)) {
      return refuse(reply, 401, 'The designer was started anew: load the page again.');
    }
  });
  return {
    cookie: () => `${cookieName()}=${token}; HttpOnly; SameSite=Strict; Path=/`,
    listen: (listening) => {
      port = listening;
    },
  };
}

/** Whether a request leads to the routes below `/api`, however its address is written: the router knows several ways. */
export function isOfApi({ routeOptions }: FastifyRequest): boolean {
  return routeOptions.url?.startsWith('/api/') ?? false;
}

/**
 * Whether another page may hold the window that asks. Parting the two costs the browser a process, which is a good part
 * of the time until the page is seen: not where the person opened it themself, by its address, a bookmark or a terminal.
 * A window that another page opened empty, and into which a person types the address, stays in that page's hold: it can
 * close it or lead it elsewhere, but reads nothing of it.
 */
function mayHaveOpener({ headers }: FastifyRequest): boolean {
  return headers['sec-fetch-site'] !== 'none';
}

function refusalOf({ headers }: FastifyRequest, hosts: readonly string[]): string | undefined {
  const { host, origin } = headers;
  if (host === undefined || !hosts.includes(host)) return 'This server answers to its own address only.';
  if (origin !== undefined && origin !== `http://${host}`) return 'Only the page of the designer may ask.';
  return undefined;
}

function refuse(reply: FastifyReply, status: number, message: string): FastifyReply {
  return reply.code(status).send({ message });
}

function hasToken({ headers }: FastifyRequest, name: string, token: string): boolean {
  const sent = (headers.cookie ?? '')
    .split('; ')
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);
  if (sent === undefined || sent.length !== token.length) return false;
  return timingSafeEqual(Buffer.from(sent), Buffer.from(token));
}
