import { randomUUID } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import type { Refusal } from '../refusal.js';

const STATUS_WORDS: Readonly<Record<number, string>> = {
  200: 'OK',
  202: 'Accepted',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  411: 'Length Required',
  413: 'Payload Too Large',
  415: 'Unsupported Media Type',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Temporary Internal Server Error',
  504: 'Gateway Timeout',
};

function httpStatus(status: number): string {
  return `${status} - ${STATUS_WORDS[status] ?? 'Error'}`;
}

/** A good answer; `result` is left out when there is nothing to give, as after PUT and DELETE. */
export function answered(result?: unknown, status = 200): Record<string, unknown> {
  const meta = { httpStatus: httpStatus(status), requestId: randomUUID() };
  return result === undefined ? { meta } : { result, meta };
}

function refused(status: number, errorCode: string | undefined, errorMessage: string, requestId: string) {
  const error = errorCode === undefined ? { errorMessage } : { errorMessage, errorCode };
  return { meta: { httpStatus: httpStatus(status), requestId, error } };
}

/** Sends a refusal in the envelope of the API. */
export function sendRefusal(reply: FastifyReply, refusal: Refusal): FastifyReply {
  return reply
    .code(refusal.status)
    .send(refused(refusal.status, refusal.errorCode, refusal.message, refusal.requestId));
}
