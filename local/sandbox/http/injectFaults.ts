import { once } from 'node:events';
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Tenant } from '../brand/tenant.js';
import { Refusal } from '../refusal.js';
import type { Fault } from './faults.js';

type Silence = (ms: number) => Promise<void>;

/** Faults that come before the work is done; true when the request has its answer with them. */
export async function failBefore(
  request: FastifyRequest,
  reply: FastifyReply,
  { tenant, silence }: { tenant: Tenant; silence: Silence },
): Promise<boolean> {
  for (const fault of request.faults) {
    if (fault.kind === 'latency') await silence(fault.ms);
    if (fault.kind === 'revokeTokens') {
      tenant.tokens.revokeAll();
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
export async function failAfter(
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
  silence: Silence,
): Promise<unknown> {
  let answer = payload;
  for (const fault of request.faults ?? []) {
    if (fault.kind === 'drop' && fault.when === 'after') {
      request.raw.socket.destroy();
    }
    if (fault.kind === 'status' && fault.when === 'after') {
      setStatus(reply, fault);
      answer = statusBody(fault);
    }
    if (fault.kind === 'stall' || fault.kind === 'truncate' || fault.kind === 'slow') {
      reply.removeHeader('content-length');
      answer = Readable.from(inPieces(request, payload, fault, silence));
    }
  }
  return answer;
}

async function* inPieces(
  request: FastifyRequest,
  payload: unknown,
  fault: Extract<Fault, { kind: 'stall' | 'truncate' | 'slow' }>,
  silence: Silence,
): AsyncGenerator<Buffer> {
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
}

function statusBody(fault: Extract<Fault, { kind: 'status' }>): string {
  if (fault.html) return `<html><body><h1>${fault.status}</h1></body></html>`;
  const error = { errorMessage: 'The sandbox was told to fail.' };
  return JSON.stringify({ meta: { httpStatus: `${fault.status}`, requestId: 'sandbox-fault', error } });
}
