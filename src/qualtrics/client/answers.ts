import { isNestedTooDeeply } from '../../util/nesting.js';
import { oneLine } from '../../util/oneLine.js';
import { decodedText } from './charset.js';
import type { Outcome } from './retry.js';
import type { HttpAnswer } from './transport.js';
import { TransportFailure } from './transportFailure.js';

/** An answer that was read to its end. */
export interface ApiAnswer {
  readonly status: number;
  /** Parsed JSON; the text of anything else; `undefined` when empty. */
  readonly body: unknown;
  readonly isJson: boolean;
  /** What it is when it is not JSON. */
  readonly notJson: NotJson | undefined;
  readonly requestId: string | undefined;
  /** When it was answered by Qualtrics' own clock (`Date` header), in ms since 1970; `undefined` when not said. */
  readonly serverTimeMs: number | undefined;
}

/** What an answer that is not JSON is instead: nothing, a web page, or another text. */
export type NotJson = 'empty' | 'page' | 'text';

/** What a good answer must hold: in words what is missing, `undefined` when it is all there. */
export type Needs = (body: unknown) => string | undefined;

/** One attempt at a request, ended: a value, or how it failed. */
export type Attempt<T> = Success<T> | Failure;

export interface Success<T> {
  readonly kind: 'success';
  readonly value: T;
  readonly status: number;
  readonly requestId?: string | undefined;
}

/** How an attempt failed: what decides on another one, and the facts for people. */
export interface Failure {
  readonly kind: 'failure';
  readonly outcome: Outcome;
  readonly facts: {
    readonly status?: number;
    readonly errorCode?: string | undefined;
    readonly errorMessage?: string | undefined;
    readonly requestId?: string | undefined;
    readonly failure?: string;
    /** What an answer that is not JSON is instead. */
    readonly notJson?: NotJson | undefined;
    /** Who answered, where that was not the host that was asked. */
    readonly host?: string | undefined;
    readonly obstacle?: TransportFailure['obstacle'] | undefined;
  };
  readonly cause?: unknown;
}

/** JSON answers are a page of contacts at most; anything larger is not one. */
const MAX_JSON_BYTES = 64 * 1024 * 1024;

/** Error texts are a sentence; a gateway's page is not wanted whole. */
const MAX_ERROR_MESSAGE = 300;

/**
 * Reads an answer to its end. A status that `isGood` refuses makes it a failure; so does a good one that lacks what is
 * needed: it cannot be Qualtrics' answer, so nothing is concluded from it. Throws TransportFailure.
 */
export async function readAnswer(
  answer: HttpAnswer,
  isGood: (status: number) => boolean,
  needs: Needs = () => undefined,
): Promise<Attempt<ApiAnswer>> {
  const { status } = answer;
  const { body, isJson, notJson, ...said } = parsedAnswer(await textOf(answer));
  if (!isGood(status)) {
    const outcome: Outcome = { kind: 'answered', status, retryAfter: answer.headers['retry-after'] };
    return { kind: 'failure', outcome, facts: { status, ...said, notJson } };
  }
  const missing = needs(body);
  if (missing !== undefined) {
    const failure = isJson ? missing : 'the answer is not JSON';
    return { kind: 'failure', outcome: { kind: 'unusable' }, facts: { status, ...said, failure, notJson } };
  }
  const time = Date.parse(answer.headers.date ?? '');
  const serverTimeMs = Number.isNaN(time) ? undefined : time;
  const { requestId } = said;
  return { kind: 'success', value: { status, body, isJson, notJson, requestId, serverTimeMs }, status, requestId };
}

function kindOf(text: string): NotJson {
  if (text.trim() === '') return 'empty';
  return /^\s*</.test(text) ? 'page' : 'text';
}

/** A connection that failed ends an attempt like any other failure. Throws every other error on. */
export function failedAttempt(error: unknown): Failure {
  if (!(error instanceof TransportFailure)) throw error;
  const { kind, message: failure, obstacle } = error;
  return { kind: 'failure', outcome: { kind }, facts: { failure, obstacle }, cause: error };
}

async function textOf({ body, headers }: HttpAnswer): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_JSON_BYTES) throw new TransportFailure('unanswered', 'the answer is too long');
    chunks.push(chunk);
  }
  const whole = Buffer.concat(chunks);
  return decodedText(whole, headers['content-type']) ?? whole.toString('utf8');
}

type Said = Required<Pick<Failure['facts'], 'requestId' | 'errorCode' | 'errorMessage'>>;

/** `undefined` for what is not JSON, and for what could not be passed on as JSON. */
function parsedJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isNestedTooDeeply(value) ? undefined : value;
  } catch {
    return undefined;
  }
}

/** A text as the JSON that it is, or as it stands, `undefined` when empty; with what Qualtrics says in it. */
export function parsedAnswer(text: string): Pick<ApiAnswer, 'body' | 'isJson' | 'notJson'> & Said {
  const body = parsedJson(text);
  if (body !== undefined) return { body, isJson: true, notJson: undefined, ...errorOf(body) };
  return { body: text === '' ? undefined : text, isJson: false, notJson: kindOf(text), ...errorOf(undefined) };
}

/** Request id and error of an answer: Qualtrics' envelope (`meta`) or OAuth's (`error`); any of it may be missing. */
function errorOf(body: unknown): Said {
  const { meta, error, error_description } = (typeof body === 'object' && body !== null ? body : {}) as {
    meta?: { requestId?: unknown; error?: { errorCode?: unknown; errorMessage?: unknown } } | null;
    error?: unknown;
    error_description?: unknown;
  };
  return {
    requestId: sentence(meta?.requestId),
    errorCode: sentence(meta?.error?.errorCode) ?? sentence(error),
    errorMessage: sentence(meta?.error?.errorMessage) ?? sentence(error_description),
  };
}

/** A text of Qualtrics as errors quote it: on one line, of a length that can be read; `undefined` when it is none. */
export function sentence(value: unknown): string | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  return oneLine(value.trim(), MAX_ERROR_MESSAGE).trim() || undefined;
}
