import type { Bench } from './sandbox.js';

/** The parts of an answer that specs look at. */
export interface Answer<Result> {
  readonly status: number;
  readonly headers: Headers;
  readonly result: Result;
  readonly meta: {
    readonly httpStatus: string;
    readonly requestId: string;
    readonly notice?: string;
    readonly error?: { readonly errorMessage?: string; readonly errorCode?: string };
  };
}

export interface AskOptions {
  readonly body?: unknown;
  /** `null`: none. The brand's API token by default. */
  readonly token?: string | null;
  readonly headers?: Record<string, string>;
}

/** Asks the sandbox as another client would: `GET /whoami` below `/API/v3`, a body as JSON. `Beside`: beside `result`. */
export async function ask<Result = Record<string, unknown>, Beside = unknown>(
  bench: Bench,
  request: string,
  { body, token = bench.tenant.apiToken, headers = {} }: AskOptions = {},
): Promise<Answer<Result> & Beside> {
  const [method = '', path = ''] = request.split(' ');
  const answer = await fetch(`${bench.sandbox.url}/API/v3${path}`, {
    method,
    headers: {
      ...(token === null ? {} : { 'x-api-token': token }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const said = (await answer.json()) as Pick<Answer<Result>, 'result' | 'meta'> & Beside;
  return { status: answer.status, headers: answer.headers, ...said };
}
