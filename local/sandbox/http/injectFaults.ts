import { once } from 'node:events';
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '../refusal.js';
import type { Fault } from './faults.js';

/** Faults that come before the work is done; true when the request has its answer with them. */
export async function failBefore(request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
  for (const fault of request.faults) {
    if (fault.kind === 'latency') await request.sandbox.silence(fault.ms);
    if (fault.kind === 'revokeTokens') {
      request.isAnsweredByFault = true;
      request.tenant.tokens.revokeAll();
      throw new Refusal(401, 'AUTH_6.0', 'The access token has expired.');
    }
    if (fault.kind === 'drop' && fault.when === 'before') {
      reply.hijack();
      request.raw.socket.destroy();
      return true;
    }
    if (fault.kind === 'status' && fault.when === 'before') {
      request.isAnsweredByFault = true;
      setStatus(reply, fault);
      reply.send(statusBody(fault));
      return true;
    }
  }
  return false;
}

/** Faults that come when the work is done and the answer is on its way. */
export async function failAfter(request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> {
  let answer = payload;
  for (const fault of request.faults ?? []) answer = changed(fault, request, reply, answer);
  return answer;
}

function changed(fault: Fault, request: FastifyRequest, reply: FastifyReply, answer: unknown): unknown {
  switch (fault.kind) {
    case 'drop':
      if (fault.when === 'after') request.raw.socket.destroy();
      return answer;
    case 'status':
      if (fault.when === 'before') return answer;
      setStatus(reply, fault);
      return statusBody(fault);
    case 'headers':
      for (const name of fault.remove ?? []) reply.removeHeader(name);
      if (fault.remove?.some((name) => name.toLowerCase() === 'date')) reply.raw.sendDate = false;
      reply.headers(fault.set ?? {});
      return answer;
    case 'edit':
      reply.removeHeader('content-length');
      return typeof answer === 'string' ? JSON.stringify(edited(JSON.parse(answer), fault)) : answer;
    case 'byteOrderMark':
      reply.removeHeader('content-length');
      return typeof answer === 'string' ? `\ufeff${answer}` : answer;
    case 'stall':
    case 'truncate':
    case 'slow':
      reply.removeHeader('content-length');
      return Readable.from(inPieces(request, answer, fault));
    default:
      return answer;
  }
}

/** A value with what lies at a path changed, or left out. */
function edited(
  value: unknown,
  { path, ...change }: Pick<Extract<Fault, { kind: 'edit' }>, 'path' | 'value'>,
): unknown {
  const [key = '', ...rest] = path.split('.');
  const next = { ...change, path: rest.join('.') };
  if (key === '*' && Array.isArray(value)) return value.map((element) => edited(element, next));
  if (typeof value !== 'object' || value === null) return value;
  const copy: Record<string, unknown> = { ...value };
  if (rest.length > 0) copy[key] = edited(copy[key], next);
  else if ('value' in change) copy[key] = change.value;
  else delete copy[key];
  return Array.isArray(value) ? Object.values(copy) : copy;
}

async function* inPieces(
  request: FastifyRequest,
  payload: unknown,
  fault: Extract<Fault, { kind: 'stall' | 'truncate' | 'slow' }>,
): AsyncGenerator<Buffer> {
  const { silence } = request.sandbox;
  const pieces = piecesOf(payload);
  const { value: first = Buffer.alloc(0) } = await pieces.next();
  const half = Math.max(1, Math.floor(first.length / 2));
  yield first.subarray(0, half);
  if (fault.kind === 'stall') {
    const closed = once(request.raw.socket, 'close');
    while (!request.raw.socket.destroyed) await Promise.race([closed, silence(Number.POSITIVE_INFINITY)]);
  }
  if (fault.kind === 'truncate') {
    request.raw.socket.destroy();
    return;
  }
  if (fault.kind === 'slow') await silence(fault.pauseMs);
  yield first.subarray(half);
  yield* pieces;
}

/** An answer as it is sent: whole, or piece by piece when it is made while it is sent. */
async function* piecesOf(payload: unknown): AsyncGenerator<Buffer, undefined> {
  if (payload instanceof Readable) {
    for await (const piece of payload) yield Buffer.from(piece);
    return;
  }
  yield Buffer.isBuffer(payload) ? payload : Buffer.from(String(payload));
}

function setStatus(reply: FastifyReply, fault: Extract<Fault, { kind: 'status' }>): void {
  reply.code(fault.status).removeHeader('content-length');
  reply.type(fault.html ? 'text/html' : 'application/json');
  if (fault.retryAfter !== undefined) reply.header('Retry-After', fault.retryAfter);
  reply.headers(fault.headers ?? {});
}

function statusBody(fault: Extract<Fault, { kind: 'status' }>): string {
  if ('body' in fault) return typeof fault.body === 'string' ? fault.body : JSON.stringify(fault.body);
  if (fault.html) return `<html><body><h1>${fault.status}</h1></body></html>`;
  const error = { errorMessage: 'The sandbox was told to fail.' };
  return JSON.stringify({ meta: { httpStatus: `${fault.status}`, requestId: 'sandbox-fault', error } });
}
