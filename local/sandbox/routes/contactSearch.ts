import type { FastifyInstance } from 'fastify';
import { answered } from '../http/answers.js';
import { tokenOf as plainTokenOf } from '../http/paging.js';
import { Refusal } from '../refusal.js';
import { asFound } from './contactViews.js';

type Search = { Params: { directoryId: string }; Querystring: Record<string, string | undefined> };

const READ = ['read:directory_contacts', 'manage:directory_contacts'];
const MAX_PAGE = 100;

/** What goes before the offset in tokens that are not to be understood. */
const OPAQUE = 'v2|';

/** `POST /directories/{directoryId}/contacts/search`. */
export function addContactSearchRoute(api: FastifyInstance): void {
  api.post<Search>(
    '/directories/:directoryId/contacts/search',
    { config: { scopes: READ, kinds: ['search'] } },
    async (request) => {
      const { pageSize = String(MAX_PAGE), skipToken, includeEmbedded = 'false', ...others } = request.query;
      const unknown = Object.keys(others).find((name) => name !== 'includeSegments');
      const size = Number(pageSize);
      const isSize = Number.isInteger(size) && size >= 1 && size <= MAX_PAGE;
      if (unknown || !isSize || !/^(true|false)$/.test(includeEmbedded)) {
        throw new Refusal(400, undefined, 'Invalid query parameter.');
      }
      const { opaqueTokens, tokensAlways, searchPageMax } = request.tenant.behaviour;
      const offset = skipToken === undefined ? 0 : offsetOf(skipToken, opaqueTokens);
      const directory = request.tenant.directory(request.params.directoryId);
      if (request.faults.some(({ kind }) => kind === 'slide')) directory.slide();
      const { page, isFull, hasMore } = directory.search(request.body, offset, size);
      const elements = page.map((contact) => asFound(contact, includeEmbedded === 'true', request.tenant));
      const hasToken = isFull || tokensAlways || (hasMore && searchPageMax < size);
      const token = tokenOf(offset + Math.min(size, searchPageMax), opaqueTokens);
      return answered({ elements, ...(hasToken ? { skipToken: token } : {}) });
    },
  );
}

function tokenOf(offset: number, isOpaque: boolean): string {
  if (!isOpaque) return plainTokenOf(offset);
  return Buffer.from(`${OPAQUE}${offset}`).toString('base64url').split('').reverse().join('');
}

function offsetOf(skipToken: string, isOpaque: boolean): number {
  const token = isOpaque ? skipToken.split('').reverse().join('') : skipToken;
  const text = Buffer.from(token, 'base64').toString();
  const digits = isOpaque ? text.slice(OPAQUE.length) : text;
  if (!/^\d{1,6}$/.test(digits)) throw new Refusal(400, undefined, 'Invalid skipToken.');
  return Number(digits);
}
