import type { FastifyRequest } from 'fastify';
import { Refusal } from '../refusal.js';

/** The query of a list that comes in pages. */
export type Paged = { Querystring: { pageSize?: string; skipToken?: string } };

/** A page of a list, with the complete address of the next one. */
export function page<T>(
  request: FastifyRequest,
  all: readonly T[],
  defaultSize: number,
  largest: number,
): { elements: T[]; nextPage: string | null } {
  const { pageSize, skipToken } = request.query as Paged['Querystring'];
  const size = pageSize === undefined ? defaultSize : Number(pageSize);
  if (!Number.isInteger(size) || size < 1 || size > largest) throw new Refusal(400, undefined, 'Invalid pageSize.');
  const start = !skipToken ? 0 : Number(Buffer.from(skipToken, 'base64').toString());
  if (!Number.isInteger(start)) throw new Refusal(400, undefined, 'Invalid skipToken.');
  const elements = all.slice(start, start + size);
  if (start + size >= all.length) return { elements, nextPage: null };
  const next = new URL(request.url, `http://${request.headers.host}`);
  next.searchParams.set('skipToken', Buffer.from(String(start + size)).toString('base64'));
  return { elements, nextPage: next.href };
}
