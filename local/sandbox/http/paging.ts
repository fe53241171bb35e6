import type { FastifyRequest } from 'fastify';
import { Refusal } from '../refusal.js';

/** The query of a list that comes in pages. */
export type Paged = { Querystring: { pageSize?: string; skipToken?: string; useNewPaginationScheme?: string } };

export interface Page<T> {
  readonly elements: T[];
  /** A complete address, or nothing after the last page. */
  readonly nextPage: string | null;
}

/** A page of a list, by offset: it slides when the list changes. */
export function page<T>(request: FastifyRequest, all: readonly T[], defaultSize: number, largest: number): Page<T> {
  const size = pageSizeOf(request, defaultSize, largest);
  const start = numberOf(request);
  const elements = all.slice(start, start + size);
  return { elements, nextPage: start + size >= all.length ? null : nextPageOf(request, start + size) };
}

/**
 * A page of a list whose elements have growing numbers. With `useNewPaginationScheme` it goes on behind the last
 * element whatever happened to the list, else by offset.
 */
export function pageBySerial<T extends { readonly serial: number }>(
  request: FastifyRequest,
  all: readonly T[],
  defaultSize: number,
  largest: number,
): Page<T> {
  if ((request.query as Paged['Querystring']).useNewPaginationScheme !== 'true') {
    return page(request, all, defaultSize, largest);
  }
  const size = pageSizeOf(request, defaultSize, largest);
  const start = firstBehind(all, numberOf(request));
  const elements = all.slice(start, start + size);
  const last = elements.at(-1);
  return { elements, nextPage: last && start + size < all.length ? nextPageOf(request, last.serial) : null };
}

function pageSizeOf(request: FastifyRequest, defaultSize: number, largest: number): number {
  const { pageSize } = request.query as Paged['Querystring'];
  const size = pageSize === undefined ? defaultSize : Number(pageSize);
  if (!Number.isInteger(size) || size < 1 || size > largest) throw new Refusal(400, undefined, 'Invalid pageSize.');
  return size;
}

function numberOf(request: FastifyRequest): number {
  const { skipToken } = request.query as Paged['Querystring'];
  const number = skipToken ? Number(Buffer.from(skipToken, 'base64').toString()) : 0;
  if (!Number.isInteger(number)) throw new Refusal(400, undefined, 'Invalid skipToken.');
  return number;
}

function nextPageOf(request: FastifyRequest, number: number): string {
  const next = new URL(`http://${request.headers.host}${request.url}`);
  next.searchParams.set('skipToken', Buffer.from(String(number)).toString('base64'));
  return next.href;
}

/** Where the elements behind a number begin. */
function firstBehind(all: readonly { readonly serial: number }[], serial: number): number {
  let low = 0;
  let high = all.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((all[middle]?.serial ?? 0) > serial) high = middle;
    else low = middle + 1;
  }
  return low;
}
