import type { FastifyRequest } from 'fastify';
import { Refusal } from '../refusal.js';

/** The query of a list that comes in pages. */
export type Paged = { Querystring: { pageSize?: string; skipToken?: string; useNewPaginationScheme?: string } };

export interface Page<T> {
  readonly elements: T[];
  /** A complete address, or nothing after the last page. */
  readonly nextPage: string | null;
}

/** A number as a token: where the next page begins. */
export function tokenOf(number: number): string {
  return Buffer.from(String(number)).toString('base64');
}

/** The number that a token stands for; 0 without one. Throws Refusal for a token that was never given. */
export function numberInToken(token: string | undefined): number {
  if (!token) return 0;
  const digits = Buffer.from(token, 'base64').toString();
  if (!/^\d{1,15}$/.test(digits)) throw new Refusal(400, undefined, 'Invalid skipToken.');
  return Number(digits);
}

/** A page of a list, by offset: it slides when the list changes. */
export function page<T>(request: FastifyRequest, all: readonly T[], defaultSize: number, largest: number): Page<T> {
  const size = pageSizeOf(request, defaultSize, largest);
  const start = numberInToken((request.query as Paged['Querystring']).skipToken);
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
  const start = firstBehind(all, numberInToken((request.query as Paged['Querystring']).skipToken));
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

function nextPageOf(request: FastifyRequest, number: number): string {
  const next = new URL(`http://${request.headers.host}${request.url}`);
  next.searchParams.set('skipToken', tokenOf(number));
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
