import type { FastifyRequest } from 'fastify';
import { Refusal } from '../refusal.js';

/** The query of a list that pages by offset, as the vendor's older lists do. */
export type PagedByOffset = { Querystring: { pageSize?: string; offset?: string } };

/** A page of a list, with the complete address of the next one: `offset` counts from 0. */
export function pageByOffset<T>(
  request: FastifyRequest,
  all: readonly T[],
  defaultSize = 100,
): { elements: T[]; nextPage: string | null } {
  const { pageSize, offset = '0' } = request.query as PagedByOffset['Querystring'];
  const size = pageSize === undefined ? defaultSize : Number(pageSize);
  if (!Number.isInteger(size) || size < 1) throw new Refusal(400, undefined, 'Invalid pageSize.');
  const start = Number(offset);
  if (!/^\d+$/.test(offset)) throw new Refusal(400, undefined, 'Invalid offset.');
  const elements = all.slice(start, start + size);
  if (start + size >= all.length) return { elements, nextPage: null };
  const next = new URL(`http://${request.headers.host}${request.url}`);
  next.searchParams.set('offset', String(start + size));
  return { elements, nextPage: next.href };
}
