import type { FastifyInstance } from 'fastify';
import { MESSAGE_CATEGORIES } from '../brand/libraryMessages.js';
import { answered } from '../http/answers.js';
import { page } from '../http/paging.js';
import { Refusal } from '../refusal.js';

type OfLibrary = { Params: { libraryId: string }; Querystring: { category?: string } };

type OfMessage = { Params: { libraryId: string; messageId: string } };

const SCOPES = ['read:libraries', 'manage:libraries'];

/** The messages of a library: list, get. */
export function addLibraryRoutes(api: FastifyInstance): void {
  api.get<OfLibrary>('/libraries/:libraryId/messages', { config: { scopes: SCOPES } }, async (request) => {
    const { category } = request.query;
    if (category !== undefined && !MESSAGE_CATEGORIES.includes(category)) {
      throw new Refusal(400, undefined, 'Invalid category.');
    }
    const all = request.tenant.messages.filter(({ libraryId }) => libraryId === request.params.libraryId);
    if (all.length === 0) throw new Refusal(404, undefined, 'The library does not exist.');
    const found = all.filter((message) => category === undefined || message.category === category);
    const elements = found.map(({ id, description, category: kind }) => ({ id, description, category: kind }));
    return answered(page(request, elements, 100, 100));
  });

  api.get<OfMessage>('/libraries/:libraryId/messages/:messageId', { config: { scopes: SCOPES } }, async (request) => {
    const { libraryId, messageId } = request.params;
    const message = request.tenant.messages.find((one) => one.libraryId === libraryId && one.id === messageId);
    if (!message) throw new Refusal(404, undefined, 'The message does not exist.');
    const { id, description, category, text } = message;
    return answered({ id, description, category, messages: { en: text } });
  });
}
